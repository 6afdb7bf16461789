using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Budgets.Data;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Tests.Sweeps;

public sealed class TenantWallSweepTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Every_tenant_owned_table_has_filter_key_and_policy()
    {
        var owned = Model().GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList();
        owned.Select(type => type.GetTableName()).ShouldBe(
            ["budgets", "budget_periods", "expense_facts", "alerts", "alert_marks", "alert_readers", "known_tenants", "audit_entries", "audit_counters"], ignoreOrder: true);
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
    public void Only_what_is_named_here_stands_outside_the_wall() => Model().GetEntityTypes().Where(type => !type.ClrType.IsAssignableTo(typeof(ITenantOwned)))
        .Select(type => type.GetTableName()).ShouldBe(["idempotency_records", "inbox_messages", "outbox_messages"], ignoreOrder: true);

    /// <summary>The statements that are written by hand name the tenant themselves; were they to name the wrong one, the database would still refuse.</summary>
    [Fact]
    public async Task The_application_sees_and_writes_no_tenants_rows_but_the_named_ones()
    {
        var (mine, other) = (fixture.NewTenant(), fixture.NewTenant());
        await mine.BudgetAsync(new { amount = "1.00" });
        await mine.TellAsync(mine.Expense("5.00"));
        await using var connection = new Npgsql.NpgsqlConnection(fixture.Database.App);
        await connection.OpenAsync();
        const string Count = "SELECT (SELECT count(*) FROM budgets) + (SELECT count(*) FROM budget_periods) + (SELECT count(*) FROM expense_facts) + (SELECT count(*) FROM alerts)";
        (await new Npgsql.NpgsqlCommand(Count, connection).ExecuteScalarAsync()).ShouldBe(0L);
        await new Npgsql.NpgsqlCommand($"SET app.tenant_id = '{other.Id}'", connection).ExecuteNonQueryAsync();
        (await new Npgsql.NpgsqlCommand(Count, connection).ExecuteScalarAsync()).ShouldBe(0L);
        (await new Npgsql.NpgsqlCommand($"UPDATE budget_periods SET spent = 0 WHERE tenant_id = '{mine.Id}'", connection).ExecuteNonQueryAsync()).ShouldBe(0);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => new Npgsql.NpgsqlCommand($"""
            INSERT INTO alert_readers (tenant_id, user_id, read_up_to, version) VALUES ('{mine.Id}', '{mine.Id}', '{mine.Id}', 1)
            """, connection).ExecuteNonQueryAsync());
        await new Npgsql.NpgsqlCommand($"SET app.tenant_id = '{mine.Id}'", connection).ExecuteNonQueryAsync();
        (await new Npgsql.NpgsqlCommand(Count, connection).ExecuteScalarAsync()).ShouldBe(5L);
        await new Npgsql.NpgsqlCommand("RESET app.tenant_id", connection).ExecuteNonQueryAsync();
    }

    [Fact]
    public void The_model_and_the_migrations_agree()
    {
        using var scope = fixture.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<BudgetsDbContext>().Database.HasPendingModelChanges().ShouldBeFalse();
    }

    private IModel Model()
    {
        using var scope = fixture.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<BudgetsDbContext>().Model;
    }
}
