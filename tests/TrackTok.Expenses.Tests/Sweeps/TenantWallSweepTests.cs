using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Tests.Expenses;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Tests.Sweeps;

public sealed class TenantWallSweepTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Every_tenant_owned_table_has_filter_key_and_policy()
    {
        var owned = Model().GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList();
        owned.Count.ShouldBeGreaterThan(9);
        foreach (var type in owned)
        {
            type.FindDeclaredQueryFilter(TenantDbContext.TenantFilter).ShouldNotBeNull(type.Name);
            type.FindPrimaryKey()!.Properties[0].Name.ShouldBe("TenantId", type.Name);
            foreach (var key in type.GetForeignKeys()) key.Properties[0].Name.ShouldBe("TenantId", $"{type.Name} → {key.PrincipalEntityType.Name}");
            (await fixture.Database.ScalarAsync<bool>($"SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = '{type.GetTableName()}'")).ShouldBeTrue(type.Name);
            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM pg_policies WHERE tablename = '{type.GetTableName()}' AND policyname = '{RowSecurity.Policy}'")).ShouldBe(1, type.Name);
        }
    }

    [Fact]
    public async Task Every_table_with_a_tenant_stands_behind_the_wall() => (await fixture.Database.ScalarAsync<long>("""
        SELECT count(*) FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE a.attname = 'tenant_id' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity
        """)).ShouldBe(0);

    /// <summary>The ledger's statement names the tenant itself; were it to name the wrong one, the database would still refuse.</summary>
    [Fact]
    public async Task The_application_sees_and_moves_no_tenants_rows_but_the_named_ones()
    {
        var (mine, other) = (fixture.NewTenant(), fixture.NewTenant());
        await mine.Owner.RecordAsync();
        await using var connection = new NpgsqlConnection(fixture.Database.App);
        await connection.OpenAsync();
        const string Count = """
            SELECT (SELECT count(*) FROM accounts) + (SELECT count(*) FROM ledger_entries) + (SELECT count(*) FROM projects) + (SELECT count(*) FROM categories)
                + (SELECT count(*) FROM expenses) + (SELECT count(*) FROM expense_revisions)
            """;
        (await ScalarAsync(Count)).ShouldBe(0L);
        await ScalarAsync($"SET app.tenant_id = '{other.Id}'");
        (await ScalarAsync(Count)).ShouldBe(0L);
        (await ScalarAsync($"WITH moved AS (UPDATE accounts SET balance = 0 WHERE tenant_id = '{mine.Id}' RETURNING 1) SELECT count(*) FROM moved")).ShouldBe(0L);
        await Should.ThrowAsync<PostgresException>(() => ScalarAsync($"INSERT INTO usage_counters (tenant_id, name, used) VALUES ('{mine.Id}', 'x', 1)"));
        await ScalarAsync($"SET app.tenant_id = '{mine.Id}'");
        (await ScalarAsync(Count)).ShouldBe(13L);
        await ScalarAsync("RESET app.tenant_id");

        async Task<object?> ScalarAsync(string sql) => await new NpgsqlCommand(sql, connection).ExecuteScalarAsync();
    }

    [Fact]
    public void The_model_and_the_migrations_agree()
    {
        using var scope = fixture.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<ExpensesDbContext>().Database.HasPendingModelChanges().ShouldBeFalse();
    }

    private IModel Model()
    {
        using var scope = fixture.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<ExpensesDbContext>().Model;
    }
}
