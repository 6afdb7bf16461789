using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>A domain of a company's own, from the form to the work at that address.</summary>
public sealed class CustomDomainTests(TrackTokInBrowser system)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task A_domain_that_is_proved_by_dns_leads_to_the_companys_sign_in_page_until_it_is_removed(int width, bool javaScript)
    {
        var (names, company) = (system.Names, await Company.SignUpAsync(system));
        var domain = TrackTokInBrowser.DomainOf(company);
        await using var visitor = await system.OpenAsync(system.AtDomain(domain), width, javaScript: javaScript);
        await using var owner = await company.OpenAsync(system, width, javaScript);
        await owner.GoAsync("/settings/domains");
        await owner.TypeAsync("domain", domain);
        await owner.SendAsync("domain");
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToContainTextAsync($"{domain} is added.");
        await CheckAsync(owner);
        await Assertions.Expect(owner.Page.Locator("main .notice.warn")).ToContainTextAsync("Not to be found yet");
        (await visitor.GoAsync("/sign-in")).Status.ShouldBe(404);

        var shown = await owner.Page.Locator("section[aria-labelledby^='dns-'] [data-copy-text]").AllInnerTextsAsync();
        names.Publish(shown[0], shown[1]);
        await CheckAsync(owner);
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToContainTextAsync($"{domain} leads to your company now.");
        owner.ShouldBeQuiet();
        await UsableAsync(owner, javaScript);

        await Eventually.HoldsAsync(async () => (await visitor.GoAsync("/sign-in")).Status, status => status == 200);
        await owner.Page.GetByRole(AriaRole.Link, new() { Name = domain }).ClickAsync();
        await owner.Page.WaitForURLAsync(system.AtDomain(domain).AbsoluteUri + "**");
        // Who is signed in at the company's other address is a stranger here.
        await visitor.GoAsync("/expenses");
        visitor.Path.ShouldStartWith("/sign-in");
        await UsableAsync(visitor, javaScript);
        await visitor.SignInAsync(company.Email, Company.Password);
        await visitor.ArriveAsync("/expenses");
        new Uri(visitor.Page.Url).Host.ShouldBe(domain);
        await Assertions.Expect(visitor.Page.Locator("header .brand")).ToContainTextAsync(company.Subdomain);
        await UsableAsync(visitor, javaScript);

        await owner.GoAsync(new Uri(owner.Host, "/settings/domains").AbsoluteUri);
        await owner.Page.Locator("summary", new() { HasTextString = "Remove" }).ClickAsync();
        await owner.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToHaveTextAsync($"{domain} is removed.");
        await Eventually.HoldsAsync(async () => (await visitor.GoAsync("/sign-in")).Status, status => status == 404);
    }

    private static Task CheckAsync(Window owner) => owner.Page.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();

    /// <summary>axe is a script itself, and never answers where there are none.</summary>
    private static async Task UsableAsync(Window window, bool javaScript)
    {
        if (javaScript) (await window.BarriersAsync()).ShouldBeEmpty();
        (await window.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
    }
}
