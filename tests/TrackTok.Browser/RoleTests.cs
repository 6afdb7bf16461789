using System.Text.RegularExpressions;

namespace TrackTok.Browser;

/// <summary>Each role sees the pages that are for it, and a designed page where one is not; nowhere an error.</summary>
public sealed partial class RoleTests(TrackTokInBrowser system)
{
    /// <summary>Pages that a role must not see, ids as <c>*</c>; all others it must.</summary>
    private static readonly Dictionary<string, string[]> Closed = new(StringComparer.Ordinal)
    {
        ["admin"] = ["/settings/domains", "/settings/identity-providers", "/settings/identity-providers/new", "/settings/identity-providers/*", "/settings/security", "/settings/close"],
        ["analyst"] =
        [
            "/expenses/new", "/expenses/*/edit", "/projects/new", "/projects/*/edit", "/accounts/new", "/accounts/transfer", "/accounts/*/edit", "/accounts/*/deposit", "/accounts/*/withdraw", "/accounts/*/adjust",
            "/categories/new", "/categories/*", "/budgets/new", "/budgets/*/edit", "/settings/usage", "/settings/audit", "/settings/members", "/settings/members/*", "/settings/apps", "/settings/apps/new", "/settings/apps/*", "/settings/domains", "/settings/identity-providers", "/settings/identity-providers/new", "/settings/identity-providers/*", "/settings/security", "/settings/close",
        ],
        ["member"] =
        [
            "/projects/new", "/projects/*/edit", "/accounts/new", "/accounts/transfer", "/accounts/*", "/accounts/*/edit", "/accounts/*/deposit", "/accounts/*/withdraw", "/accounts/*/adjust",
            "/categories/new", "/categories/*", "/budgets/new", "/budgets/*/edit", "/settings/usage", "/settings/audit", "/settings/members", "/settings/members/*", "/settings/apps", "/settings/apps/new", "/settings/apps/*", "/settings/domains", "/settings/identity-providers", "/settings/identity-providers/new", "/settings/identity-providers/*", "/settings/security", "/settings/close",
        ],
    };

    /// <summary>What belongs to somebody else is not there for a member.</summary>
    private static readonly string[] NotTheirs = ["/expenses/*", "/expenses/*/edit", "/budgets/*", "/alerts/*"];

    [Fact]
    public async Task Every_page_for_every_role()
    {
        var furnished = await Furnished.MakeAsync(system);
        await furnished.Company.UpgradeAsync(system);
        var found = new List<string>();
        foreach (var (role, closed) in Closed)
        {
            var email = await furnished.Company.InviteAsync(role);
            await using var window = await system.OpenAsync();
            await window.GoAsync(new Uri(furnished.Company.Invitation).PathAndQuery);
            await window.TypeAsync("password", Company.Password);
            await window.SendAsync("password");
            await window.ArriveAsync("/dashboard");
            foreach (var page in furnished.Pages)
            {
                var answer = await window.GoAsync(page);
                var kind = Id().Replace(page, "/*");
                var expected = closed.Contains(kind) ? 403 : role == "member" && NotTheirs.Contains(kind) ? 404 : 200;
                if (answer.Status != expected) found.Add($"{role} {page}: {answer.Status}");
                if (answer.Status is 403 && !(await window.TextAsync()).Contains("not for your role", StringComparison.Ordinal)) found.Add($"{role} {page}: says not why");
                // The browser reports the status of an error page by itself; that is no complaint.
                if (answer.Status >= 400) window.Forgive();
                else if (role == "member") found.AddRange((await window.BarriersAsync()).Select(line => $"{role} {line}"));
            }
            found.AddRange(window.Complaints.Select(line => $"{role} ({email}): {line}"));
        }
        found.ShouldBeEmpty();
    }

    [GeneratedRegex("/[0-9a-f-]{36}")]
    private static partial Regex Id();
}
