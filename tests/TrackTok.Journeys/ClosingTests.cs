using System.Net;

namespace TrackTok.Journeys;

public sealed class ClosingTests(TrackTokSystem system)
{
    private static readonly string[] Databases = ["identity", "tenants", "expenses", "budgets", "reporting"];

    [Fact]
    public async Task A_company_that_closes_can_be_read_and_reopened_and_in_the_end_leaves_nothing_anywhere()
    {
        var company = await Company.SignUpAsync(system);
        var budget = await company.BudgetAsync(100m);
        await company.SpendAsync(90m);
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 90m);
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (90m, 1));
        (await RowsAsync(company)).Keys.Select(table => table[..table.IndexOf('.', StringComparison.Ordinal)]).Distinct().ShouldBe(Databases, ignoreOrder: true);

        (await company.TryAsync("/tenant/close", new { subdomain = company.Subdomain })).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync(() => company.TryAsync("/categories", new { name = Guid.CreateVersion7().ToString() }), status => status == HttpStatusCode.Forbidden);
        (await company.ReportedAsync()).ShouldBe((90m, 1));
        (await company.TryAsync("/tenant/reopen", new { })).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync(() => company.TryAsync("/categories", new { name = Guid.CreateVersion7().ToString() }), status => status == HttpStatusCode.Created);

        (await company.TryAsync("/tenant/close", new { subdomain = company.Subdomain })).ShouldBe(HttpStatusCode.OK);
        (await system.RunCommandAsync("tenants", "erase", company.Subdomain)).ShouldBe(0);

        await Eventually.HoldsAsync(async () => string.Join(", ", await RowsAsync(company)), rows => rows == "");
        (await company.StatusOfAsync("/expenses")).ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.NotFound);
    }

    /// <summary>For each table of each service that says whose its rows are: how many are this company's.</summary>
    private async Task<Dictionary<string, long>> RowsAsync(Company company)
    {
        var found = new Dictionary<string, long>();
        foreach (var database in Databases)
        {
            var tables = await system.ScalarAsync<string>(database, """
                SELECT string_agg(c.table_name, ' ') FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
                WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'
                """);
            foreach (var table in tables!.Split(' '))
                if (await system.ScalarAsync<long>(database, $"SELECT count(*) FROM \"{table}\" WHERE tenant_id = '{company.Id}'") is > 0 and var rows) found[$"{database}.{table}"] = rows;
        }
        return found;
    }
}
