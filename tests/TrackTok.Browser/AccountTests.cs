using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>What a person and an owner arrange besides the daily work: name and address, keys for programs, domains, and the company's end.</summary>
public sealed class AccountTests(TrackTokInBrowser system)
{
    [Fact]
    public async Task A_name_changes_everywhere_and_a_change_of_address_tells_how_far_it_is()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        await window.GoAsync("/profile");
        await window.TypeAsync("last_name", "Roe");
        await window.SendAsync("last_name");
        await Assertions.Expect(window.Page.Locator(".side-body .who-name")).ToHaveTextAsync("Jane Roe");

        await window.Page.Locator("summary", new() { HasTextString = "Change e-mail" }).ClickAsync();
        await window.TypeAsync("new_email", $"new@{company.Subdomain}.example.com");
        await window.TypeAsync("current_password", "not-the-password");
        await window.SendAsync("new_email");
        await Assertions.Expect(window.Page.Locator("#email-current_password-error")).ToBeVisibleAsync();
        (await window.Page.Locator("[name='new_email']").InputValueAsync()).ShouldBe($"new@{company.Subdomain}.example.com");
        await window.TypeAsync("current_password", Company.Password);
        await window.SendAsync("new_email");
        await Assertions.Expect(window.Page.Locator("main .notice.info strong").First).ToHaveTextAsync($"You are changing to new@{company.Subdomain}.example.com");
        (await window.BarriersAsync()).ShouldBeEmpty();

        await using (var mailed = await system.OpenAsync())
        {
            await mailed.GoAsync(new Uri(await company.MailedLinkAsync($"new@{company.Subdomain}.example.com", "/verify-email?token=")).PathAndQuery);
            await mailed.Page.Locator("main form button.button").ClickAsync();
            await mailed.Page.Locator("main .notice.info").WaitForAsync();
        }
        await window.GoAsync("/profile");
        (await window.TextAsync()).ShouldContain($"new@{company.Subdomain}.example.com has agreed");
        await window.Page.Locator("button", new() { HasTextString = "Call it off" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToHaveTextAsync("Your e-mail stays as it is.");
        window.ShouldBeQuiet();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_api_key_is_shown_once_works_and_is_worth_nothing_when_revoked(bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system, width: 390, javaScript: javaScript);
        await window.GoAsync("/settings/api-keys/new");
        await window.TypeAsync("name", "Nightly import");
        await window.SendAsync("name");
        await Assertions.Expect(window.Page.Locator("#scopes-error")).ToBeVisibleAsync();
        (await window.Page.Locator("[name='name']").InputValueAsync()).ShouldBe("Nightly import");
        await window.Page.Locator("[value='expenses.read']").CheckAsync();
        await window.SendAsync("name");
        var key = await window.Page.Locator("[data-copy-text]").First.InnerTextAsync();
        key.ShouldStartWith("ttk_");
        if (javaScript) (await window.BarriersAsync()).ShouldBeEmpty();

        (await TryAsync(key, "/expenses")).ShouldBe(200);
        (await TryAsync(key, "/projects")).ShouldBe(403);
        await window.GoAsync("/settings/api-keys");
        (await window.TextAsync()).ShouldContain("Nightly import");
        (await window.Page.ContentAsync()).ShouldNotContain(key);
        await window.Page.Locator("summary", new() { HasTextString = "Revoke" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToBeVisibleAsync();
        await Eventually.HoldsAsync(() => TryAsync(key, "/expenses"), status => status == 401);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task An_app_is_registered_with_a_secret_that_is_shown_once_and_works_for_itself_until_it_is_revoked()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        await window.GoAsync("/settings/apps/new");
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.TypeAsync("name", "Travel planner");
        await window.Page.Locator("[name='itself']").CheckAsync();
        await window.Page.Locator("[value='expenses.read']").CheckAsync();
        await window.SendAsync("name");
        // People are to be sent back somewhere.
        await Assertions.Expect(window.Page.Locator("#app-redirect_uris-error")).ToBeVisibleAsync();
        await window.TypeAsync("redirect_uris", "https://travel.example.com/callback");
        await window.SendAsync("name");
        await window.Page.Locator("main .notice.warn").WaitForAsync();
        (await window.BarriersAsync()).ShouldBeEmpty();
        var shown = await window.Page.Locator("[data-copy-text]").AllInnerTextsAsync();
        var (id, secret) = (shown[0], shown[1]);
        secret.ShouldStartWith("tts_");
        (await TokenAsync(id, secret)).ShouldBe(200);

        await window.GoAsync("/settings/apps");
        await window.Page.Locator("a.row", new() { HasTextString = "Travel planner" }).ClickAsync();
        await window.ArriveAsync("/settings/apps/" + id);
        (await window.Page.ContentAsync()).ShouldNotContain(secret);
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator("summary", new() { HasTextString = "New secret" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await window.Page.Locator("main .notice.warn").WaitForAsync();
        var renewed = (await window.Page.Locator("[data-copy-text]").AllInnerTextsAsync())[1];
        (await TokenAsync(id, secret)).ShouldBe(401);
        (await TokenAsync(id, renewed)).ShouldBe(200);

        await window.GoAsync("/settings/apps/" + id);
        await window.Page.Locator("summary", new() { HasTextString = "Revoke" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToHaveTextAsync("Travel planner is revoked.");
        (await TokenAsync(id, renewed)).ShouldBe(401);
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_domain_says_what_to_publish_and_why_it_does_not_lead_here_yet()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        var domain = $"expenses.{company.Subdomain}.example.com";
        await window.GoAsync("/settings/domains");
        await window.TypeAsync("domain", "https://not a host");
        await window.SendAsync("domain");
        await Assertions.Expect(window.Page.Locator("#domain-domain-error")).ToBeVisibleAsync();
        await window.TypeAsync("domain", domain);
        await window.SendAsync("domain");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("_tracktok." + domain);
        (await window.TextAsync()).ShouldContain("tracktok-verification=");
        await window.Page.Locator("button", new() { HasTextString = "Check now" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.warn")).ToContainTextAsync("Not to be found yet");
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator("summary", new() { HasTextString = "Remove" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToHaveTextAsync(domain + " is removed.");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_company_is_closed_only_by_its_typed_name_says_so_everywhere_and_can_be_kept()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        await window.GoAsync("/settings/close");
        await window.TypeAsync("subdomain", "something-else");
        await window.Page.Locator("main form button.bad").ClickAsync();
        await Assertions.Expect(window.Page.Locator("#close-subdomain-error")).ToBeVisibleAsync();
        await window.TypeAsync("subdomain", company.Subdomain);
        await window.Page.Locator("main form button.bad").ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.warn")).ToContainTextAsync("will be erased on");

        await window.GoAsync("/expenses");
        (await window.TextAsync()).ShouldContain("This company is closing");
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator("main .notice.warn a").ClickAsync();
        await window.ArriveAsync("/settings/close");
        await window.Page.Locator("main .card form button.button").ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToContainTextAsync("stays");
        (await window.TextAsync()).ShouldNotContain("This company is closing");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_plan_that_is_getting_full_is_said_on_the_dashboard()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        (await window.TextAsync()).ShouldNotContain("limit of your plan");
        for (var i = 0; i < 2; i++) await company.PostAsync("/projects", new { name = $"Project {i}" });
        await Eventually.HoldsAsync(async () =>
        {
            await window.GoAsync("/dashboard");
            return await window.TextAsync();
        }, text => text.Contains("A limit of your plan is reached", StringComparison.Ordinal) && text.Contains("3 of 3", StringComparison.Ordinal), seconds: 75);
        (await window.BarriersAsync()).ShouldBeEmpty();
        window.ShouldBeQuiet();
    }

    private async Task<int> TokenAsync(string id, string secret)
    {
        using var http = system.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret, ["scope"] = "expenses.read" });
        using var answer = await http.PostAsync("/connect/token", form);
        return (int)answer.StatusCode;
    }

    private async Task<int> TryAsync(string key, string path)
    {
        using var http = system.Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await http.GetAsync("/api/v1" + path);
        return (int)answer.StatusCode;
    }
}
