using Npgsql;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Facts;
using TrackTok.Testing;

namespace TrackTok.Budgets.Tests.Facts;

public sealed class FactsSqlTests
{
    /// <summary>Plans are made once and kept, the first of them while the table is all but empty; one that goes by the dates would read all of a tenant's facts for each event, until statistics are taken.</summary>
    [Fact]
    public async Task What_is_known_of_an_expense_is_found_by_its_key_even_by_the_plan_of_an_empty_table()
    {
        await using var database = await TestDatabase<BudgetsDbContext>.CreateAsync("budgets-db");
        await using var source = NpgsqlDataSource.Create(database.App);
        await using var connection = await source.OpenConnectionAsync();
        var known = FactsSql.Known(new TenantNews(Guid.CreateVersion7(), []));
        await using (var prepare = new NpgsqlCommand($"SET plan_cache_mode = force_generic_plan; PREPARE known (uuid, uuid[]) AS {known.CommandText}", connection)) await prepare.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand($"EXPLAIN EXECUTE known ('{Guid.CreateVersion7()}', ARRAY['{Guid.CreateVersion7()}']::uuid[])", connection);
        var plan = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync()) while (await reader.ReadAsync()) plan.Add(reader.GetString(0));
        plan.ShouldContain(line => line.Contains("pk_expense_facts", StringComparison.Ordinal), string.Join('\n', plan));
        plan.ShouldNotContain(line => line.Contains("expense_date", StringComparison.Ordinal), string.Join('\n', plan));
    }
}
