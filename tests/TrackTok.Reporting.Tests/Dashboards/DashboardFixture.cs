using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace TrackTok.Reporting.Tests.Dashboards;

/// <summary>Reporting at noon of 15 March 2025, UTC.</summary>
public sealed class DashboardFixture : ReportingFixture
{
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 3, 15, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };

    protected override void ConfigureServices(IServiceCollection services)
    {
        base.ConfigureServices(services);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}
