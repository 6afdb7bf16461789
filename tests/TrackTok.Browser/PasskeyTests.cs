using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>Passkeys, with the browser's own virtual authenticator: made, used to sign in and as a second factor, named and removed.</summary>
public sealed class PasskeyTests(TrackTokInBrowser system)
{
    [Fact]
    public async Task A_passkey_signs_in_by_itself()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        await PlugInAsync(window);
        (await AddAsync(window)).Count.ShouldBe(10);
        await SignOutAsync(window);
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator(".passkey button").ClickAsync();
        await window.ArriveAsync("/dashboard");

        await window.GoAsync("/profile/security");
        (await window.TextAsync()).ShouldContain($"for {company.Subdomain}.localhost · last used");
        (await window.BarriersAsync()).ShouldBeEmpty();
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_passkey_is_the_second_factor_beside_a_password()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system, width: 390);
        await PlugInAsync(window);
        var codes = await AddAsync(window);
        await SignOutAsync(window);
        await window.SignInAsync(company.Email, Company.Password);
        // No authenticator was set up: besides the passkey only a recovery code lets in.
        await Assertions.Expect(window.Page.Locator("label[for='sign-in-totp']")).ToHaveTextAsync("Recovery code");
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator(".passkey button").ClickAsync();
        await window.ArriveAsync("/dashboard");

        await SignOutAsync(window);
        await window.SignInAsync(company.Email, Company.Password);
        await window.TypeAsync("totp", codes[0]);
        await window.Page.Locator("main form button.quiet:not([type='button'])").First.ClickAsync();
        await window.ArriveAsync("/dashboard");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task A_passkey_is_renamed_and_removed_and_then_lets_nobody_in()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await company.OpenAsync(system);
        await PlugInAsync(window);
        await AddAsync(window);
        await window.GoAsync("/profile/security");
        await window.Page.Locator("summary", new() { HasTextString = "Rename" }).ClickAsync();
        await window.Page.Locator("details[open] [name='name']").FillAsync("My laptop");
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .list strong").First).ToHaveTextAsync("My laptop");

        await window.Page.Locator("summary", new() { HasTextString = "Remove" }).ClickAsync();
        await window.Page.Locator("details[open] form button.button").First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.good")).ToContainTextAsync("“My laptop” is removed");
        await SignOutAsync(window);
        await window.Page.Locator(".passkey button").ClickAsync();
        await Assertions.Expect(window.Page.Locator("main .notice.bad")).ToContainTextAsync("That passkey is of no account here");
        window.Path.ShouldStartWith("/sign-in");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task Who_calls_it_off_is_told_so_and_can_go_on()
    {
        var company = await Company.SignUpAsync(system);
        await using var window = await system.OpenAsync(system.At(company.Subdomain));
        // An authenticator that knows nobody.
        await PlugInAsync(window);
        await window.GoAsync("/sign-in");
        await window.Page.Locator(".passkey button").ClickAsync();
        await Assertions.Expect(window.Page.Locator(".passkey .wrong")).ToBeVisibleAsync();
        await window.SignInAsync(company.Email, Company.Password);
        await window.ArriveAsync("/dashboard");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task An_account_with_nothing_but_a_passkey_founds_another_company_and_types_its_password_once()
    {
        await using var window = await system.OpenAsync();
        await PlugInAsync(window);
        var email = $"founder@{Company.NewSubdomain()}.example.com";
        await FoundAsync(window, email);
        await window.ArriveAsync("/dashboard");
        // Under localhost a passkey is of its host: this one of the bare one, where companies are founded.
        await AddAsync(window);
        await SignOutAsync(window);

        await FoundAsync(window, email);
        await Assertions.Expect(window.Page.Locator("label[for='register-totp']")).ToHaveTextAsync("Recovery code");
        (await window.Page.Locator("[name='owner_password']").CountAsync()).ShouldBe(0);
        (await window.Page.ContentAsync()).ShouldNotContain(Company.Password);
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator(".passkey button").ClickAsync();
        await window.ArriveAsync("/dashboard");
        window.ShouldBeQuiet();
    }

    [Fact]
    public async Task An_account_with_nothing_but_a_passkey_accepts_an_invitation_with_it()
    {
        var (own, inviting) = (await Company.SignUpAsync(system), await Company.SignUpAsync(system));
        await inviting.UpgradeAsync(system);
        await using var window = await own.OpenAsync(system, width: 390);
        await PlugInAsync(window);
        await AddAsync(window);
        await SignOutAsync(window);
        await inviting.InviteAsync("analyst", own.Email);

        // At the host that the passkey is of.
        await window.GoAsync(new Uri(inviting.Invitation).PathAndQuery);
        await window.TypeAsync("password", Company.Password);
        await window.SendAsync("password");
        await Assertions.Expect(window.Page.Locator("label[for='accept-totp']")).ToHaveTextAsync("Recovery code");
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator(".passkey button").ClickAsync();
        await window.Page.WaitForURLAsync(url => new Uri(url).Host == inviting.Subdomain + ".localhost");
        (await inviting.GetAsync("/members")).GetProperty("items").EnumerateArray().ShouldContain(member => member.GetProperty("email").GetString() == own.Email);
    }

    private static async Task FoundAsync(Window window, string email)
    {
        await window.GoAsync("/register");
        await window.TypeAsync("name", "Company " + Company.NewSubdomain());
        await window.TypeAsync("owner_first_name", "Jane");
        await window.TypeAsync("owner_last_name", "Doe");
        await window.TypeAsync("owner_email", email);
        await window.TypeAsync("owner_password", Company.Password);
        await window.SendAsync("owner_password");
    }

    /// <summary>Gives the window's browser a device that agrees to everything.</summary>
    private static async Task PlugInAsync(Window window)
    {
        var devTools = await window.Page.Context.NewCDPSessionAsync(window.Page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    /// <summary>Adds a passkey; answers the recovery codes that come with the first second factor.</summary>
    private static async Task<IReadOnlyList<string>> AddAsync(Window window)
    {
        await window.GoAsync("/profile/passkeys/new");
        await window.Page.Locator("main form button.button").First.ClickAsync();
        await window.Page.Locator(".passkey button").ClickAsync();
        await window.Page.Locator(".codes").WaitForAsync();
        return await window.Page.Locator(".codes code").AllInnerTextsAsync();
    }

    private static async Task SignOutAsync(Window window)
    {
        await window.GoAsync("/guide");
        await window.Page.EvaluateAsync("() => document.querySelector('form[action=\"/sign-out\"]').submit()");
        await window.ArriveAsync("/sign-in");
    }
}
