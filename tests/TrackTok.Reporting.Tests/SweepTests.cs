using System.Net;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Reporting.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Tests;

/// <summary>What must hold for every route, every table and every consumer there is, and for each that is added.</summary>
public sealed class SweepTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    [Fact]
    public void Every_route_names_a_permission_of_the_table()
    {
        Routes.Count.ShouldBe(6);
        foreach (var route in Routes) Permissions.All.ShouldContain(route.Metadata.GetRequiredMetadata<PermissionMetadata>().Permission, route.DisplayName);
    }

    [Fact]
    public async Task Every_role_gets_through_or_not_as_the_table_says()
    {
        foreach (var route in Routes)
        {
            var permission = route.Metadata.GetRequiredMetadata<PermissionMetadata>().Permission;
            foreach (var role in Enum.GetValues<Role>())
            {
                var (tenant, project) = (Guid.CreateVersion7(), Guid.CreateVersion7());
                await reporting.TakeAsync(News.Project(tenant, project));
                using var client = reporting.Client(tenant, Guid.CreateVersion7(), role);
                using var answer = await client.GetAsync(Path(route, project));
                answer.StatusCode.ShouldBe(permission.For(role) == Reach.None ? HttpStatusCode.Forbidden : HttpStatusCode.OK, $"{role} {route.DisplayName}");
            }
            using var anonymous = reporting.Anonymous();
            (await anonymous.GetAsync(Path(route, Guid.CreateVersion7()))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(Role.Owner, Reach.All)]
    [InlineData(Role.Admin, Reach.All)]
    [InlineData(Role.Analyst, Reach.All)]
    [InlineData(Role.Member, Reach.Own)]
    public void Reports_are_read_as_the_specification_says(Role role, Reach reach) => Permissions.ReadReports.For(role).ShouldBe(reach);

    [Fact]
    public async Task Every_tenants_table_has_filter_key_and_policy()
    {
        await using var scope = reporting.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<ReportingDbContext>().Model;
        var owned = model.GetEntityTypes().Where(type => type.FindProperty("TenantId") is not null).ToList();
        owned.Count.ShouldBeGreaterThan(5);
        foreach (var type in owned)
        {
            type.ClrType.IsAssignableTo(typeof(ITenantOwned)).ShouldBeTrue(type.Name);
            type.FindDeclaredQueryFilter(TenantDbContext.TenantFilter).ShouldNotBeNull(type.Name);
            type.FindPrimaryKey()!.Properties[0].Name.ShouldBe("TenantId", type.Name);
            (await reporting.Database.ScalarAsync<bool>($"""
                SELECT relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policies WHERE tablename = relname AND policyname = '{RowSecurity.Policy}')
                FROM pg_class WHERE relname = '{type.GetTableName()}' AND relkind = 'r'
                """)).ShouldBeTrue(type.GetTableName());
        }
    }

    [Fact]
    public void Every_consumer_is_one_whose_repetition_is_tested() =>
        typeof(ReportingDbContext).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IConsumer))).Select(type => type.Name).Order()
            .ShouldBe(["AccountRevisedConsumer", "CategoryRevisedConsumer", "ExpenseRevisedConsumer", "ProjectRevisedConsumer", "TenantErasedConsumer", "TenantRevisedConsumer"]);

    [Fact]
    public async Task The_end_of_a_tenant_leaves_nothing_of_it()
    {
        var (tenant, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var one in new[] { tenant, other })
        {
            var project = Guid.CreateVersion7();
            await reporting.TakeAsync(News.Project(one, project));
            await reporting.TakeAsync(News.Expense(one, 12.5m, project: project, vendor: "Paper & More"));
        }
        var others = await reporting.Database.RowsOfAsync(other);
        (await reporting.Database.RowsOfAsync(tenant)).ShouldBe(others);
        others.ShouldContain("spending_totals");

        var (told, id) = (new TrackTok.Tenants.Contracts.TenantErased(tenant, News.Noon, 9), Guid.CreateVersion7());
        for (var i = 0; i < 2; i++) await reporting.Services.GetRequiredService<IBus>().Publish(told, context => context.MessageId = id);

        for (var tries = 0; tries < 200 && await reporting.Database.RowsOfAsync(tenant) != ""; tries++) await Task.Delay(25);
        (await reporting.Database.RowsOfAsync(tenant)).ShouldBe("");
        (await reporting.Database.RowsOfAsync(other)).ShouldBe(others);
    }

    [Fact]
    public async Task What_is_of_one_tenant_is_not_there_for_another()
    {
        var (owner, stranger, project) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await reporting.TakeAsync(News.Project(owner, project));
        foreach (var route in Routes.Where(route => route.RoutePattern.Parameters.Count > 0))
        {
            foreach (var (tenant, status) in new[] { (owner, HttpStatusCode.OK), (stranger, HttpStatusCode.NotFound) })
            {
                using var client = reporting.Client(tenant, Guid.CreateVersion7(), Role.Owner);
                using var answer = await client.GetAsync(Path(route, project));
                answer.StatusCode.ShouldBe(status, route.DisplayName);
            }
        }
    }

    private static string Path(RouteEndpoint route, Guid id) => route.RoutePattern.RawText!.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal);

    private List<RouteEndpoint> Routes => [.. reporting.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal))];
}
