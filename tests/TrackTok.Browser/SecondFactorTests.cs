using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>A second factor: set up, used at sign-in, asked for by the company.</summary>
public sealed class SecondFactorTests(TrackTokInBrowser system)
{
    [Fact]
    public async Task An_authenticator_is_set_up_and_asked_for_at_sign_in_without_typing_the_password_again()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        var (authenticator, codes) = await Authenticator.SetUpAsync(window);
        codes.Count.ShouldBe(10);
        (await window.BarriersAsync()).ShouldBeEmpty();
        (await window.Page.Locator("a[download]").GetAttributeAsync("href"))!.ShouldContain(codes[0]);
        await window.GoAsync("/profile/security");
        (await window.TextAsync()).ShouldContain("10 recovery codes are left");

        await using var other = await system.OpenAsync(system.At(company.Subdomain), javaScript: false, width: 390);
        await other.SignInAsync(company.Email, Company.Password);
        await Assertions.Expect(other.Page.Locator("[name='totp']")).ToBeVisibleAsync();
        (await other.Page.Locator("[name='password']").CountAsync()).ShouldBe(0);
        (await other.Page.ContentAsync()).ShouldNotContain(Company.Password);
        await other.TypeAsync("totp", "000000");
        await other.SendAsync("totp");
        await Assertions.Expect(other.Page.Locator("#sign-in-totp-error")).ToBeVisibleAsync();
        await other.TypeAsync("totp", await authenticator.CodeAsync());
        await other.SendAsync("totp");
        await other.ArriveAsync("/dashboard");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once_and_new_ones_replace_the_old()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        var (_, codes) = await Authenticator.SetUpAsync(window);
        await using (var other = await system.OpenAsync(system.At(company.Subdomain)))
        {
            await other.SignInAsync(company.Email, Company.Password);
            await other.TypeAsync("totp", codes[3].ToLowerInvariant());
            (await other.BarriersAsync()).ShouldBeEmpty();
            await other.SendAsync("totp");
            await other.ArriveAsync("/dashboard");
        }
        await window.GoAsync("/profile/security");
        (await window.TextAsync()).ShouldContain("9 recovery codes are left");
        await window.Page.Locator("summary", new() { HasTextString = "New recovery codes" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await window.Page.Locator(".codes").WaitForAsync();
        (await window.Page.Locator(".codes code").AllInnerTextsAsync()).ShouldNotContain(codes[0]);

        await window.GoAsync("/profile/security");
        await window.Page.Locator("summary", new() { HasTextString = "Turn off" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToHaveTextAsync("The authenticator is off.");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_company_that_asks_for_it_leads_everybody_to_setting_one_up()
    {
        var company = await Company.SignUpAsync(system);
        await company.UpgradeAsync(system);
        await company.InviteAsync("member");
        await using var member = await system.OpenAsync();
        await member.GoAsync(new Uri(company.Invitation).PathAndQuery);
        await member.TypeAsync("password", Company.Password);
        await member.SendAsync("password");
        await member.ArriveAsync("/dashboard");

        await using var owner = await company.OpenAsync(system);
        await owner.GoAsync("/settings/security");
        (await owner.TextAsync()).ShouldContain("Set up your own second factor first");
        await Authenticator.SetUpAsync(owner);
        await owner.GoAsync("/settings/security");
        await owner.SendAsync("grace_days");
        await Assertions.Expect(owner.Page.Locator("main .notice.good")).ToHaveTextAsync("Everybody is asked for a second factor.");
        (await owner.BarriersAsync()).ShouldBeEmpty();

        // A grace: one is told, and works on.
        await Eventually.HoldsAsync(async () =>
        {
            await member.GoAsync("/expenses");
            return await member.TextAsync();
        }, text => text.Contains("asks everybody for a second factor", StringComparison.Ordinal), seconds: 75);
        member.Path.ShouldBe("/expenses");

        await owner.TypeAsync("grace_days", "none: at once");
        await owner.SendAsync("grace_days");
        await owner.Page.Locator("main .notice.good").WaitForAsync();
        await Eventually.HoldsAsync(async () =>
        {
            await member.GoAsync("/expenses");
            return member.Path;
        }, path => path == "/profile/authenticator", seconds: 75);
        (await member.BarriersAsync()).ShouldBeEmpty();
        await Authenticator.SetUpAsync(member);
        await member.GoAsync("/expenses");
        member.Path.ShouldBe("/expenses");
        member.ShouldBeQuiet();
        owner.ShouldBeQuiet();
    }
}
