using System.Buffers.Text;
using System.Text;
using Microsoft.Playwright;

namespace TrackTok.Browser;

public sealed class SignInTests(TrackTokInBrowser system)
{
    [Fact]
    public async Task A_wrong_password_is_refused_at_its_field_and_the_address_stays()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await system.OpenAsync(system.At(company.Subdomain));
        await window.SignInAsync(company.Email, "not-the-password");
        await Assertions.Expect(window.Page.Locator("#sign-in-password-error")).ToHaveTextAsync("The e-mail or the password is not right.");
        (await window.Page.Locator("[name='email']").InputValueAsync()).ShouldBe(company.Email);
        (await window.Page.Locator("[name='password']").InputValueAsync()).ShouldBeEmpty();
        await window.SignInAsync(company.Email, Company.Password);
        await window.ArriveAsync("/dashboard");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_page_that_asks_to_sign_in_is_the_page_one_lands_on()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await system.OpenAsync(system.At(company.Subdomain));
        await window.GoAsync("/settings/usage");
        window.Path.ShouldBe("/sign-in?return=%2Fsettings%2Fusage");
        await window.SignInAsync(company.Email, Company.Password);
        await window.ArriveAsync("/settings/usage");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_session_that_was_ended_elsewhere_leads_to_sign_in_and_says_so()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        await using var other = await company.OpenAsync(system);
        await other.GoAsync("/profile/security");
        await other.Page.Locator("form button", new() { HasTextString = "End" }).First.ClickAsync();
        await Assertions.Expect(other.Page.Locator("main .notice.good")).ToBeVisibleAsync();

        await Eventually.HoldsAsync(async () =>
        {
            await window.GoAsync("/settings");
            return window.Path;
        }, path => path.StartsWith("/sign-in", StringComparison.Ordinal));
        (await window.TextAsync()).ShouldContain("Your session has ended");
        other.ShouldBeQuiet();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_good()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        var state = await window.StateAsync();
        await window.Page.Locator(".side-body form[action='/sign-out'] button").ClickAsync();
        await window.ArriveAsync("/sign-in");
        // A copy of the old cookie is worth nothing any more.
        await using var copy = await system.OpenAsync(system.At(company.Subdomain), state: state);
        await Eventually.HoldsAsync(async () =>
        {
            await copy.GoAsync("/settings");
            return copy.Path;
        }, path => path.StartsWith("/sign-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_holds_no_readable_token()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        (await window.Page.EvaluateAsync<string>("() => document.cookie")).ShouldBeEmpty();
        var cookie = (await window.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "tracktok.session");
        cookie.HttpOnly.ShouldBeTrue();
        cookie.SameSite.ShouldBe(SameSiteAttribute.Lax);
        // A token is header.payload.signature; three letters of it alone stand in sealed text by chance.
        var opened = Encoding.Latin1.GetString(Base64Url.DecodeFromChars(cookie.Value));
        foreach (var text in (string[])[cookie.Value, opened]) text.ShouldNotMatch(@"eyJ[\w-]+\.eyJ");
    }

    [Fact]
    public async Task An_address_without_a_company_says_so_on_a_page()
    {
        await using var window = await system.OpenAsync(system.At("nobody-is-called-this"));
        (await window.GoAsync("/dashboard")).Status.ShouldBe(404);
        (await window.TextAsync()).ShouldContain("There is no company at this address");
        (await window.BarriersAsync()).ShouldBeEmpty();
    }
}
