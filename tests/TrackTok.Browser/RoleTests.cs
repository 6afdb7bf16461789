namespace TrackTok.Browser;

/// <summary>Each role sees the pages that are for it, and a designed page where one is not; nowhere an error.</summary>
public sealed class RoleTests(TrackTokInBrowser system)
{
    /// <summary>Pages that a role must not see; all others it must.</summary>
    private static readonly Dictionary<string, string[]> Closed = new(StringComparer.Ordinal)
    {
        ["admin"] = [],
        ["analyst"] = ["/new", "/edit", "/deposit", "/withdraw", "/adjust", "/transfer", "/settings/usage"],
        ["member"] = ["/projects/new", "/accounts/new", "/accounts/transfer", "/categories/new", "/budgets/new", "/deposit", "/withdraw", "/adjust", "/settings/usage"],
    };

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
                var isClosed = closed.Any(end => page.EndsWith(end, StringComparison.Ordinal));
                if (answer.Status >= 500 || (answer.Status == 403) != isClosed && answer.Status != 404) found.Add($"{role} {page}: {answer.Status}");
                if (answer.Status is 403 && !(await window.TextAsync()).Contains("not for your role", StringComparison.Ordinal)) found.Add($"{role} {page}: says not why");
                // The browser reports the status of an error page by itself; that is no complaint.
                if (answer.Status >= 400) window.Forgive();
                else found.AddRange((await window.BarriersAsync()).Select(line => $"{role} {line}"));
            }
            found.AddRange(window.Complaints.Select(line => $"{role} ({email}): {line}"));
        }
        found.ShouldBeEmpty();
    }
}
