using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Reporting.Data;
using TrackTok.Reporting.Spending;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Testing;

namespace TrackTok.Reporting.Tests;

/// <summary>Reporting on a database of its own; Tenants and Expenses are stood in for.</summary>
public class ReportingFixture() : ServiceFixture<ReportingDbContext, ReportingDbContext>("reporting-db"), IAsyncLifetime
{
    internal StandInTenants Tenants { get; } = new();

    internal StandInExpenses Expenses { get; } = new();

    internal StandInTrails Trails { get; } = new();

    public ValueTask InitializeAsync() => StartAsync();

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<TrackTok.Tenants.Contracts.Tenants.TenantsClient>(Tenants);
        services.AddSingleton<ExpensesReader.ExpensesReaderClient>(Expenses);
        services.AddSingleton<Grpc.Net.ClientFactory.GrpcClientFactory>(Trails);
    }

    /// <summary>Hands a group of news to the handler, each under the message id of its own, as the broker would.</summary>
    internal Task TakeAsync(params IReadOnlyList<ExpenseRevised> news) => TakeAsync(news.Select(revised => new Received<ExpenseRevised>(Guid.CreateVersion7(), revised)).ToList());

    internal async Task TakeAsync(IReadOnlyList<Received<ExpenseRevised>> group)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageGroupHandler<ExpenseRevised>>().HandleAsync(group, CancellationToken.None);
    }

    internal async Task TakeAsync(params IReadOnlyList<CategoryRevised> news)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageGroupHandler<CategoryRevised>>()
            .HandleAsync([.. news.Select(revised => new Received<CategoryRevised>(Guid.CreateVersion7(), revised))], CancellationToken.None);
    }

    internal async Task TakeAsync(params IReadOnlyList<ProjectRevised> news)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageGroupHandler<ProjectRevised>>()
            .HandleAsync([.. news.Select(revised => new Received<ProjectRevised>(Guid.CreateVersion7(), revised))], CancellationToken.None);
    }

    internal async Task TakeAsync(params IReadOnlyList<AccountRevised> news)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageGroupHandler<AccountRevised>>()
            .HandleAsync([.. news.Select(revised => new Received<AccountRevised>(Guid.CreateVersion7(), revised))], CancellationToken.None);
    }

    internal Task<List<SpendingTotal>> TotalsAsync(Guid tenantId) =>
        InTenantAsync(tenantId, services => services.GetRequiredService<ReportingDbContext>().Totals.AsNoTracking().ToListAsync());

    internal Task<List<ExpenseFact>> FactsAsync(Guid tenantId) =>
        InTenantAsync(tenantId, services => services.GetRequiredService<ReportingDbContext>().Facts.AsNoTracking().ToListAsync());

    internal Task<List<string>> DashboardTotalsAsync(Guid tenantId) => InTenantAsync(tenantId, async services =>
    {
        var db = services.GetRequiredService<ReportingDbContext>();
        return Model.DashboardTotals(await db.DailyTotals.AsNoTracking().ToListAsync(), await db.ProjectTotals.AsNoTracking().ToListAsync(), await db.VendorTotals.AsNoTracking().ToListAsync());
    });

    internal Task<JsonElement> ReadAsync(Guid tenantId, string path, Role role = Role.Owner, Guid? userId = null) => ReadPathAsync(tenantId, "reports/" + path, role, userId);

    internal async Task<JsonElement> ReadPathAsync(Guid tenantId, string path, Role role = Role.Owner, Guid? userId = null)
    {
        using var client = Client(tenantId, userId ?? Guid.CreateVersion7(), role);
        using var answer = await client.GetAsync("/api/v1/" + path);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
