using System.Net;

namespace TrackTok.Journeys;

/// <summary>
/// A company asks everybody for a second factor (SPEC 3.5): from the owner's decision to each service's refusal and back. No journey can wait a fortnight: the grace ends because the owner
/// shortens it to none, which counts from the day on which it was asked for.
/// </summary>
public sealed class SecondFactorPolicyTests(TrackTokSystem system)
{
    private const string Refused = "second_factor_setup_required";

    /// <summary>A read of each service that a member may do.</summary>
    private static readonly (string Service, string Path)[] Reads =
    [
        ("identity", "/auth/sessions"), ("tenants", "/tenant"), ("expenses", "/expenses"), ("budgets", "/budgets"), ("reporting", "/dashboard"),
    ];

    [Fact]
    public async Task Who_has_none_works_on_in_the_grace_then_nowhere_and_everywhere_again_with_one()
    {
        var (owner, member, email) = await FoundAsync();
        using var _ = owner;
        using var __ = member;
        await owner.SetUpAuthenticatorAsync();
        await ShouldSeeAsync(member, HttpStatusCode.OK, null);

        await AskAsync(owner, graceDays: 14);
        await Eventually.HoldsAsync(() => StateAsync(member), state => state == "pending");
        await ShouldSeeAsync(member, HttpStatusCode.OK, null);

        await AskAsync(owner, graceDays: 0);
        await Eventually.HoldsAsync(() => member.TryAsync("/expenses"), seen => seen == (HttpStatusCode.Forbidden, Refused));
        await ShouldSeeAsync(member, HttpStatusCode.Forbidden, Refused);
        (await StateAsync(member)).ShouldBe("overdue");
        // A new session is no way around it, and the owner, who has one, notices nothing.
        await member.SignInAsync("/auth/login", new { email, password = Person.Password });
        await ShouldSeeAsync(member, HttpStatusCode.Forbidden, Refused);
        await ShouldSeeAsync(owner, HttpStatusCode.OK, null);

        await member.SetUpAuthenticatorAsync();
        await ShouldSeeAsync(member, HttpStatusCode.OK, null);
        (await StateAsync(member)).ShouldBe("enrolled");
    }

    /// <summary>What each service answers, through the gateway and by itself.</summary>
    private async Task ShouldSeeAsync(Person person, HttpStatusCode status, string? code)
    {
        foreach (var (service, path) in Reads)
        {
            (await person.TryAsync(path)).ShouldBe((status, code), path);
            (await person.TryAtAsync(system.At(service), path)).ShouldBe((status, code), service + path);
        }
    }

    private static async Task AskAsync(Person owner, int graceDays) => await owner.CallAsync(HttpMethod.Put, "/tenant/second-factor", new { required = true, grace_days = graceDays });

    private static async Task<string> StateAsync(Person person) => (await person.CallAsync(HttpMethod.Get, "/auth/me")).GetProperty("second_factor").GetProperty("state").GetString()!;

    /// <summary>A company of two.</summary>
    private async Task<(Person Owner, Person Member, string Email)> FoundAsync()
    {
        var (owner, member) = (new Person(system.Gateway), new Person(system.Gateway));
        var subdomain = "j" + Guid.CreateVersion7().ToString("N")[12..];
        var founded = await owner.SignInAsync("/auth/register", new
        {
            name = "Company " + subdomain,
            subdomain,
            owner_email = $"owner@{subdomain}.example.com",
            owner_password = Person.Password,
            owner_first_name = "Jane",
            owner_last_name = "Doe",
        });
        await system.UpgradeAsync(founded.GetProperty("tenant").GetProperty("id").GetString()!);

        var invited = $"member@{subdomain}.example.com";
        await owner.CallAsync(HttpMethod.Post, "/invitations", new { email = invited, role = "member", first_name = "Max", last_name = "Member" });
        using var visitor = new Visitor(system.Gateway);
        var token = await visitor.MailedAsync(invited, "accept-invitation");
        await member.SignInAsync("/auth/invitations/accept", new { token, password = Person.Password });
        return (owner, member, invited);
    }
}
