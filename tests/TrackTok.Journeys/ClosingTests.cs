using System.Net;

namespace TrackTok.Journeys;

public sealed class ClosingTests(TrackTokSystem system)
{
    private static readonly string[] Furnished =
    [
        "identity.api_keys", "identity.apps", "identity.authorizations", "identity.consents", "identity.external_attempts", "identity.identity_providers", "identity.invitation_links",
        "tenants.invitations", "tenants.memberships", "tenants.tenant_domains",
        "expenses.expenses", "expenses.ledger_entries", "budgets.alerts", "reporting.expense_facts",
    ];
    private static readonly string[] Databases = ["identity", "tenants", "expenses", "budgets", "reporting"];

    [Fact]
    public async Task A_company_that_closes_can_be_read_and_reopened_and_in_the_end_leaves_nothing_anywhere()
    {
        var company = await Company.SignUpAsync(system);
        await FurnishAsync(company);
        var budget = await company.BudgetAsync(100m);
        await company.SpendAsync(90m);
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 90m);
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (90m, 1));
        await Eventually.HoldsAsync(() => RowsAsync(company), rows => Furnished.All(rows.ContainsKey));
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

    /// <summary>Something of what a company has beside its money: a key, an app that was let in, somebody invited, a domain, an identity provider at which somebody has begun to sign in.</summary>
    private async Task FurnishAsync(Company company)
    {
        const string callback = "https://travel.example.com/callback";
        (await system.RunCommandAsync("tenants", "change-plan", company.Subdomain, "professional")).ShouldBe(0);
        await company.PostAsync("/api-keys", new { name = "Nightly import", scopes = new[] { "expenses.read" } });
        await company.PostAsync("/invitations", new { email = $"max@{company.Subdomain}.example.com", role = "member" });
        await company.PostAsync("/tenant/domains", new { domain = $"expenses.{company.Subdomain}.example.com" });
        using var visitor = new Visitor(system.Gateway);
        var app = await company.PostAsync("/apps", new { name = "Travel planner", kind = "public", redirect_uris = new[] { callback }, scopes = new[] { "openid", "expenses.read" }, grants = new[] { "authorization_code" } });
        await visitor.ConnectAsync("token", HttpStatusCode.OK, await visitor.LetInAsync(app, callback, "openid expenses.read", company.Token));
        await using var login = new DiscoveryStandIn();
        var provider = await company.PostAsync("/identity-providers", new { name = "Acme Login", issuer = login.Issuer, client_id = "tracktok", client_secret = "secret" });
        await visitor.SubmitAsync($"{company.Subdomain}.localhost:{system.Gateway.Port}", "/sign-in", $"external-{provider.GetProperty("id").GetGuid():N}");
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
