using System.Globalization;
using System.Text.Json;

namespace TrackTok.Browser;

/// <summary>A company with something of everything, and the addresses of all pages about it.</summary>
public sealed record Furnished(Company Company, IReadOnlyList<string> Pages)
{
    /// <summary>Pages that anybody may open.</summary>
    public static readonly string[] Open =
        ["/", "/register", "/sign-in", "/sign-in/external", "/sign-in/external/finish", "/forgot-password", "/reset-password?token=x", "/accept-invitation?token=x", "/verify-email?token=x", "/guide", "/terms", "/privacy", "/offline.html"];

    /// <summary>Pages of the platform's operators, beside the one of a company.</summary>
    public static readonly string[] OfOperators = ["/platform", "/profile/security", "/profile/authenticator", "/profile/passkeys/new"];

    /// <param name="text">Stands in every text that a person can give.</param>
    public static async Task<Furnished> MakeAsync(TrackTokInBrowser system, string text = "Paper & pens")
    {
        var company = await Company.SignUpAsync(system, text.Length > 100 ? text[..100] : text);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var month = new DateOnly(today.Year, today.Month, 1).ToString("O", CultureInfo.InvariantCulture);
        var category = await company.PostAsync("/categories", new { name = text, description = text, color = "#aa3300" });
        var project = await company.PostAsync("/projects", new { name = text, description = text, starting_budget = "5000.00", start_date = month });
        var account = await company.PostAsync("/accounts", new { name = text, description = text, type = "checking", opening_balance = "900.00", low_balance_threshold = "850.00" });
        await company.PostAsync($"/accounts/{Id(account)}/deposits", new { amount = "10.00", note = text });
        var budget = await company.PostAsync("/budgets", new { name = text, amount = "150.00", period = "monthly", start_date = month, alert_threshold = 80, alert_enabled = true });
        JsonElement expense = default;
        for (var i = 0; i < 4; i++)
        {
            expense = await company.PostAsync("/expenses", new
            {
                amount = (31.5m + i).ToString(CultureInfo.InvariantCulture),
                title = text,
                description = text,
                vendor = text,
                notes = text,
                payment_reference = text,
                tags = new[] { text.Length > 50 ? text[..50] : text },
                project_id = Id(project),
                category_id = Id(category),
                account_id = Id(account),
                expense_date = today,
                payment_method = "credit_card",
            });
        }
        await company.PostAsync("/api-keys", new { name = text, scopes = new[] { "expenses.read", "reports.read" } });
        var app = await company.PostAsync("/apps", new { name = text, kind = "confidential", redirect_uris = new[] { "https://app.example.com/callback" }, scopes = new[] { "openid", "expenses.read" }, grants = new[] { "authorization_code" } });
        await company.PostAsync("/tenant/domains", new { domain = $"expenses.{company.Subdomain}.example.com" });
        await using var standIn = new StandInProvider(company.Email);
        var provider = await company.PostAsync("/identity-providers", new { name = text.Length > 60 ? text[..60] : text, issuer = standIn.Issuer, client_id = text, client_secret = text, default_role = "analyst" });
        await company.PatchAsync($"/expenses/{Id(expense)}", new { notes = text + "!" });
        var alerts = await Eventually.HoldsAsync(() => company.GetAsync("/alerts"), alerts => alerts.GetProperty("items").GetArrayLength() > 0);
        var me = (await company.GetAsync("/auth/me")).GetProperty("user").GetProperty("id").GetString();
        return new Furnished(company,
        [
            "/dashboard", $"/dashboard/projects/{Id(project)}", "/expenses", "/expenses?q=paper&sort=amount", "/expenses/new", $"/expenses/{Id(expense)}", $"/expenses/{Id(expense)}/edit",
            "/projects", "/projects/new", $"/projects/{Id(project)}", $"/projects/{Id(project)}/edit",
            "/accounts", "/accounts/new", "/accounts/transfer", $"/accounts/{Id(account)}", $"/accounts/{Id(account)}/edit", $"/accounts/{Id(account)}/deposit", $"/accounts/{Id(account)}/withdraw", $"/accounts/{Id(account)}/adjust",
            "/categories", "/categories/new", $"/categories/{Id(category)}",
            "/budgets", "/budgets/new", $"/budgets/{Id(budget)}", $"/budgets/{Id(budget)}/edit",
            "/alerts", $"/alerts/{Id(alerts.GetProperty("items")[0])}", "/reports", "/reports/categories", "/reports/monthly", "/settings", "/settings/usage", "/settings/audit", "/settings/members", $"/settings/members/{me}", "/settings/api-keys", "/settings/api-keys/new", "/settings/apps", "/settings/apps/new", $"/settings/apps/{Id(app)}", "/settings/domains", "/settings/identity-providers", "/settings/identity-providers/new", $"/settings/identity-providers/{Id(provider)}", "/settings/security", "/settings/close",
            "/profile", "/profile/security", "/profile/authenticator", "/profile/passkeys/new", "/profile/apps", "/guide",
        ]);
    }

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
