using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>A company's own identity provider: set up by its owner in a page, and used from the sign-in page, with a real round trip to another host.</summary>
public sealed class ExternalSignInTests(TrackTokInBrowser system)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task An_owner_sets_a_provider_up_and_whoever_is_no_member_is_told_what_to_do(int width, bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        await using var provider = new StandInProvider($"ida@{company.Subdomain}.example.com");
        await using var owner = await company.OpenAsync(system, width, javaScript);
        await owner.GoAsync("/settings/identity-providers/new");
        await owner.TypeAsync("name", "Acme Login");
        await owner.TypeAsync("issuer", provider.Issuer);
        await owner.TypeAsync("client_id", "tracktok");
        await owner.TypeAsync("client_secret", "secret");
        await owner.SendAsync("issuer");
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToContainTextAsync("Acme Login is on the sign-in page now.");
        await UsableAsync(owner, javaScript);
        await owner.Page.Locator("main a.row").ClickAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToContainTextAsync("It answers as it should.");
        await UsableAsync(owner, javaScript);

        await using var visitor = await system.OpenAsync(system.At(company.Subdomain), width, javaScript: javaScript);
        await visitor.GoAsync("/sign-in");
        await UsableAsync(visitor, javaScript);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Acme Login" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(url => url.StartsWith(provider.Issuer, StringComparison.Ordinal));
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "It is me" }).ClickAsync();
        await visitor.ArriveAsync("/sign-in/external");
        (await visitor.TextAsync()).ShouldContain("Ask an owner to invite you");
        await UsableAsync(visitor, javaScript);
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task Whoever_has_an_address_of_a_proved_domain_becomes_a_member_at_the_first_sign_in_and_comes_again(int width, bool javaScript)
    {
        var (company, domain) = await TrustedAsync();
        var ida = "ida@" + domain;
        await using var provider = new StandInProvider(ida);
        await using var owner = await company.OpenAsync(system, width, javaScript);
        await owner.GoAsync("/settings/identity-providers/new");
        await owner.TypeAsync("name", "Acme Login");
        await owner.TypeAsync("issuer", provider.Issuer);
        await owner.TypeAsync("client_id", "tracktok");
        await owner.TypeAsync("client_secret", "secret");
        await owner.TypeAsync("default_role", "Analyst");
        // What the company proved is let in, unless somebody says otherwise.
        (await owner.Page.GetByRole(AriaRole.Checkbox, new() { Name = domain }).IsCheckedAsync()).ShouldBeTrue();
        await UsableAsync(owner, javaScript);
        await owner.SendAsync("issuer");
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToContainTextAsync("Acme Login is on the sign-in page now.");

        await using var visitor = await system.OpenAsync(system.At(company.Subdomain), width, javaScript: javaScript);
        await ComeAsync(visitor, provider, "/dashboard");
        await Assertions.Expect(visitor.Page.Locator(".side-body .who-name")).ToHaveTextAsync("Ida Doe");
        await UsableAsync(visitor, javaScript);
        // As an analyst: reads, and records nothing.
        (await visitor.GoAsync("/expenses")).Status.ShouldBe(200);
        (await visitor.GoAsync("/expenses/new")).Status.ShouldBe(403);

        // By the company's own domain this time, where the provider sends them back to.
        await using var again = await system.OpenAsync(system.AtDomain(domain), width, javaScript: javaScript);
        await ComeAsync(again, provider, "/dashboard");
        new Uri(again.Page.Url).Host.ShouldBe(domain);
        (await MembersAsync(company)).ShouldBe([$"{ida} analyst", $"{company.Email} owner"]);
        await owner.GoAsync("/settings/members");
        await Assertions.Expect(owner.Page.Locator("main table")).ToContainTextAsync("Ida Doe");
        owner.ShouldBeQuiet();
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task An_account_that_is_there_already_proves_itself_by_its_password_once(int width, bool javaScript)
    {
        var (company, domain) = await TrustedAsync();
        var max = "max@" + domain;
        var elsewhere = await Company.SignUpAsync(system, email: max);
        var account = (await elsewhere.GetAsync("/auth/me")).GetProperty("user").GetProperty("id").GetString();
        await using var provider = new StandInProvider(max);
        await company.PostAsync("/identity-providers", new { name = "Acme Login", issuer = provider.Issuer, client_id = "tracktok", client_secret = "secret", domains = new[] { domain } });

        await using var visitor = await system.OpenAsync(system.At(company.Subdomain), width, javaScript: javaScript);
        await ComeAsync(visitor, provider, "/sign-in/external/finish");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Is this account yours?" })).ToBeVisibleAsync();
        await UsableAsync(visitor, javaScript);
        await visitor.TypeAsync("password", "not-the-password");
        await visitor.SendAsync("password");
        await Assertions.Expect(visitor.Page.Locator("#finish-password-error")).ToContainTextAsync("The password is not right.");
        await UsableAsync(visitor, javaScript);
        (await MembersAsync(company)).ShouldBe([$"{company.Email} owner"]);
        await visitor.TypeAsync("password", Company.Password);
        await visitor.SendAsync("password");
        await visitor.ArriveAsync("/dashboard");
        // Who had a name keeps it, whatever the provider says.
        await Assertions.Expect(visitor.Page.Locator(".side-body .who-name")).ToHaveTextAsync("Jane Doe");

        await using var again = await system.OpenAsync(system.At(company.Subdomain), width, javaScript: javaScript);
        await ComeAsync(again, provider, "/dashboard");
        (await MembersAsync(company)).ShouldBe([$"{max} member", $"{company.Email} owner"]);
        (await company.GetAsync("/members")).GetProperty("items").EnumerateArray().Select(member => member.GetProperty("user_id").GetString()).ShouldContain(account);
    }

    /// <summary>A company with room for others and a domain that it proved.</summary>
    private async Task<(Company Company, string Domain)> TrustedAsync()
    {
        var company = await Company.SignUpAsync(system);
        var domain = TrackTokInBrowser.DomainOf(company);
        await company.UpgradeAsync(system);
        await company.ProveAsync(system, domain);
        return (company, domain);
    }

    /// <summary>From the sign-in page to the provider's, and with its word back to the page that follows.</summary>
    private static async Task ComeAsync(Window visitor, StandInProvider provider, string path)
    {
        await visitor.GoAsync("/sign-in");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Acme Login" }).ClickAsync();
        await visitor.Page.WaitForURLAsync(url => url.StartsWith(provider.Issuer, StringComparison.Ordinal));
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "It is me" }).ClickAsync();
        await visitor.ArriveAsync(path);
    }

    /// <summary>Who is a member as what, by address.</summary>
    private static async Task<IEnumerable<string>> MembersAsync(Company company) =>
        (await company.GetAsync("/members")).GetProperty("items").EnumerateArray().Select(member => $"{member.GetProperty("email").GetString()} {member.GetProperty("role").GetString()}").Order(StringComparer.Ordinal).ToList();

    /// <summary>axe is a script itself, and never answers where there are none.</summary>
    private static async Task UsableAsync(Window window, bool javaScript)
    {
        if (javaScript) (await window.BarriersAsync()).ShouldBeEmpty();
        (await window.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
    }
}
