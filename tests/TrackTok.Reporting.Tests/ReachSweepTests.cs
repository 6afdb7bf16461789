using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Reporting.Tests;

/// <summary>Every route that shows figures × role × whose they are: one's own, the others' of the company, or another company's.</summary>
public sealed class ReachSweepTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Analyst)]
    [InlineData(Role.Member)]
    public async Task Each_route_shows_each_role_the_figures_that_it_may_see(Role role)
    {
        var (tenant, elsewhere, me, project) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var one in new[] { tenant, elsewhere }) await reporting.TakeAsync(News.Project(one, project));
        await reporting.TakeAsync(
            News.Expense(tenant, 503.17m, today, project: project, creator: me), News.Expense(tenant, 709.29m, today, project: project), News.Expense(elsewhere, 9041.43m, today, project: project, creator: me));
        using var client = reporting.Client(tenant, me, role);
        var routes = Routes(Permissions.ReadReports);
        routes.Count.ShouldBe(5);

        foreach (var route in routes)
        {
            var text = await client.GetStringAsync(route.RoutePattern.RawText!.Replace("{id:guid}", project.ToString(), StringComparison.Ordinal));
            text.ShouldContain(role == Role.Member ? "503.17" : "1212.46", customMessage: route.DisplayName);
            if (role == Role.Member) foreach (var others in new[] { "709.29", "1212.46" }) text.ShouldNotContain(others, customMessage: route.DisplayName);
            text.ShouldNotContain("9041.43", customMessage: route.DisplayName);
        }
    }

    [Fact]
    public async Task The_trail_is_for_owners_and_admins_only()
    {
        var trail = Routes(Permissions.ReadAudit).ShouldHaveSingleItem().RoutePattern.RawText!;
        foreach (var role in Enum.GetValues<Role>())
        {
            using var client = reporting.Client(Guid.CreateVersion7(), Guid.CreateVersion7(), role);
            using var answer = await client.GetAsync(trail);
            answer.StatusCode.ShouldBe(role >= Role.Admin ? HttpStatusCode.OK : HttpStatusCode.Forbidden, role.ToString());
        }
    }

    private List<RouteEndpoint> Routes(Permission permission) => [.. reporting.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<PermissionMetadata>()?.Permission == permission)];
}
