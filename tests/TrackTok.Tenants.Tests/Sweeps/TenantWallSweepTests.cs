using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Tests.Sweeps;

public sealed class TenantWallSweepTests(TenantsFixture service)
{
    /// <summary>What stands outside the wall, and why: see the entities' own words.</summary>
    private static readonly string[] Outside = ["belongings", "domain_names", "idempotency_records", "inbox_messages", "outbox_messages", "tenant_names"];

    [Fact]
    public async Task Every_tenant_owned_table_has_filter_key_and_policy()
    {
        var owned = Model().GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList();
        owned.Select(type => type.GetTableName()).ShouldBe(["tenants", "tenant_domains", "memberships", "invitations", "audit_entries", "audit_counters"], ignoreOrder: true);

        foreach (var type in owned)
        {
            type.FindDeclaredQueryFilter(TenantDbContext.TenantFilter).ShouldNotBeNull(type.Name);
            type.FindPrimaryKey()!.Properties[0].Name.ShouldBe("TenantId", type.Name);
            foreach (var key in type.GetForeignKeys()) key.Properties[0].Name.ShouldBe("TenantId", $"{type.Name} → {key.PrincipalEntityType.Name}");
            (await service.Database.ScalarAsync<bool>($"SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = '{type.GetTableName()}'")).ShouldBeTrue(type.Name);
            (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_policies WHERE tablename = '{type.GetTableName()}' AND policyname = '{RowSecurity.Policy}'")).ShouldBe(1, type.Name);
        }
    }

    [Fact]
    public void Only_what_is_named_here_stands_outside_the_wall() =>
        Model().GetEntityTypes().Where(type => !type.ClrType.IsAssignableTo(typeof(ITenantOwned))).Select(type => type.GetTableName()).ShouldBe(Outside, ignoreOrder: true);

    [Fact]
    public async Task The_application_sees_no_tenant_without_naming_one()
    {
        await service.NewCompanyAsync();
        await using var connection = new Npgsql.NpgsqlConnection(service.Database.App);
        await connection.OpenAsync();

        await using var count = new Npgsql.NpgsqlCommand("SELECT (SELECT count(*) FROM tenants) + (SELECT count(*) FROM memberships)", connection);

        (await count.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public void The_model_and_the_migrations_agree()
    {
        using var scope = service.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<TenantsDbContext>().Database.HasPendingModelChanges().ShouldBeFalse();
    }

    private IModel Model()
    {
        using var scope = service.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<TenantsDbContext>().Model;
    }
}
