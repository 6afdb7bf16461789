using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using TrackTok.Demo;

namespace TrackTok.Browser;

/// <summary>Every page of the demo company as a picture, wide and narrow, light and dark, in <c>.tracktok/screenshots</c>. <c>./tracktok screenshots</c> runs this and nothing else.</summary>
public sealed class Screenshots(TrackTokInBrowser system)
{
    [Fact(Explicit = true)]
    public async Task Of_every_page()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root(), ".tracktok", "screenshots")).FullName;
        using var http = system.Client();
        await new DemoCompany(http, TimeProvider.System, TextWriter.Null).MakeAsync(CancellationToken.None);
        var pages = await PagesAsync((await DemoApi.SignInAsync(http, DemoPlan.Subdomain, DemoPlan.Owner, CancellationToken.None))!.Value.Api);
        await using var owner = await system.OpenAsync(system.At(DemoPlan.Subdomain));
        await owner.SignInAsync(DemoPlan.Owner.Email, DemoPlan.Owner.Password);
        await owner.ArriveAsync("/dashboard");
        var state = await owner.StateAsync();
        foreach (var (width, scheme) in new[] { (1280, ColorScheme.Light), (390, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Dark) })
        {
            await using var stranger = await system.OpenAsync(width: width, scheme: scheme);
            await using var window = await system.OpenAsync(system.At(DemoPlan.Subdomain), width, scheme, state: state);
            foreach (var page in Furnished.Open) await TakeAsync(stranger, "open" + page, page);
            foreach (var (name, page) in pages) await TakeAsync(window, name, page);

            async Task TakeAsync(Window from, string name, string page)
            {
                await from.GoAsync(page);
                await from.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                var file = string.Join('-', name.Split(['/', '?', '=', '.'], StringSplitOptions.RemoveEmptyEntries)) + $"-{width}-{scheme}.png".ToLowerInvariant();
                await from.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, file), FullPage = true });
            }
        }
    }

    private static async Task<List<(string Name, string Page)>> PagesAsync(DemoApi owner)
    {
        async Task<string> FirstAsync(string list) => (await owner.GetAsync(list, CancellationToken.None)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).First();
        var (expense, project, account) = (await FirstAsync("/expenses?limit=1"), await FirstAsync("/projects?limit=1"), await FirstAsync("/accounts?limit=1"));
        var (category, budget, alert) = (await FirstAsync("/categories?limit=1"), await FirstAsync("/budgets?limit=1"), await FirstAsync("/alerts?limit=1"));
        return
        [
            ("dashboard", "/dashboard"), ("project-dashboard", $"/dashboard/projects/{project}"),
            ("expenses", "/expenses"), ("expense-new", "/expenses/new"), ("expense", $"/expenses/{expense}"), ("expense-edit", $"/expenses/{expense}/edit"),
            ("projects", "/projects"), ("project-new", "/projects/new"), ("project", $"/projects/{project}"), ("project-edit", $"/projects/{project}/edit"),
            ("accounts", "/accounts"), ("account-new", "/accounts/new"), ("account", $"/accounts/{account}"), ("account-transfer", "/accounts/transfer"), ("account-deposit", $"/accounts/{account}/deposit"),
            ("categories", "/categories"), ("category", $"/categories/{category}"), ("category-new", "/categories/new"),
            ("budgets", "/budgets"), ("budget", $"/budgets/{budget}"), ("budget-new", "/budgets/new"), ("alerts", "/alerts"), ("alert", $"/alerts/{alert}"),
            ("reports", "/reports"), ("reports-categories", "/reports/categories"), ("reports-monthly", "/reports/monthly"),
            ("settings", "/settings"), ("settings-usage", "/settings/usage"), ("settings-members", "/settings/members"), ("settings-api-keys", "/settings/api-keys"), ("settings-api-key-new", "/settings/api-keys/new"),
            ("settings-apps", "/settings/apps"), ("settings-app-new", "/settings/apps/new"), ("settings-domains", "/settings/domains"), ("settings-identity-providers", "/settings/identity-providers"), ("settings-identity-provider-new", "/settings/identity-providers/new"), ("settings-security", "/settings/security"), ("settings-close", "/settings/close"), ("profile", "/profile"), ("profile-security", "/profile/security"), ("profile-authenticator", "/profile/authenticator"), ("guide", "/guide"), ("not-found", "/nowhere"),
        ];
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
