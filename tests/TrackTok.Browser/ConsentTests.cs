using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace TrackTok.Browser;

/// <summary>An app of somebody else's sends a person here, who decides; the browser really goes back there, with the policy of forms in force and with or without JavaScript.</summary>
public sealed class ConsentTests(TrackTokInBrowser system)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_not_signed_in_signs_in_lets_the_app_in_and_is_back_there_with_a_code_that_works(bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        await using var app = await AppOfOthers.OfAsync(system, company);
        await using var window = await system.OpenAsync(system.At(company.Subdomain), javaScript: javaScript);
        await window.GoAsync(app.Question());
        window.Path.ShouldStartWith("/sign-in?return=%2Fconsent");
        await window.SignInAsync(company.Email, Company.Password);
        await AskedAsync(window);
        (await window.TextAsync()).ShouldContain(new Uri(app.Callback).Authority);
        if (javaScript) (await window.BarriersAsync()).ShouldBeEmpty();

        await ChooseByKeyboardAsync(window, "Let Travel planner in");
        var (code, error) = await BackAsync(window, app);
        error.ShouldBeNull();
        var tokens = await app.ExchangeAsync(system, code!);
        (await StatusAsync("/expenses", tokens.GetProperty("access_token").GetString()!)).ShouldBe(200);
        (await StatusAsync("/members", tokens.GetProperty("access_token").GetString()!)).ShouldBe(403);

        await using var later = await company.OpenAsync(system);
        await later.GoAsync("/profile/apps");
        (await later.TextAsync()).ShouldContain(AppOfOthers.Name);
        (await later.BarriersAsync()).ShouldBeEmpty();
        await later.GoAsync(app.Question());
        (await app.ArrivalAsync()).Code.ShouldNotBeNull("who has let it in is not asked again");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_says_no_goes_back_without_a_code_and_has_let_nothing_in(bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        await using var app = await AppOfOthers.OfAsync(system, company);
        await using var window = await company.OpenAsync(system, width: 390, javaScript: javaScript);
        await window.GoAsync(app.Question());
        await AskedAsync(window);
        (await window.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
        await ChooseByKeyboardAsync(window, "Do not let it in");
        (await BackAsync(window, app)).ShouldBe((null, "access_denied"));

        await window.GoAsync("/profile/apps");
        (await window.TextAsync()).ShouldNotContain(AppOfOthers.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_that_wants_no_question_asked_hears_at_once_that_nobody_is_signed_in(bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        await using var app = await AppOfOthers.OfAsync(system, company);
        await using var window = await system.OpenAsync(system.At(company.Subdomain), javaScript: javaScript);
        await window.GoAsync(app.Question(prompt: "none"));
        (await app.ArrivalAsync()).ShouldBe((null, "login_required"));
    }

    [Fact]
    public async Task A_question_that_was_answered_is_no_longer_open()
    {
        var company = await Company.SignUpAsync(system);
        await using var app = await AppOfOthers.OfAsync(system, company);
        await using var window = await company.OpenAsync(system);
        await window.GoAsync(app.Question());
        await AskedAsync(window);
        var question = window.Path;
        await ChooseByKeyboardAsync(window, "Do not let it in");
        await BackAsync(window, app);
        await window.GoAsync(question);
        await Assertions.Expect(window.Page.Locator("main .notice.warn")).ToContainTextAsync("This request is no longer open");
        (await window.BarriersAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_signs_out_because_an_app_asks_for_it_is_back_there_and_signed_out(bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        await using var app = await AppOfOthers.OfAsync(system, company);
        await using var window = await company.OpenAsync(system, width: 390, javaScript: javaScript);
        await window.GoAsync(app.SignOut());
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Travel planner asks that you sign out" })).ToBeVisibleAsync();
        if (javaScript) (await window.BarriersAsync()).ShouldBeEmpty();
        await ChooseByKeyboardAsync(window, "Sign out");
        (await BackAsync(window, app)).ShouldBe((null, null));

        await window.GoAsync("/expenses");
        window.Path.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task A_request_of_an_app_that_nobody_knows_is_told_in_words()
    {
        await using var window = await system.OpenAsync();
        (await window.GoAsync("/connect/authorize?client_id=0190c0de-0000-7000-8000-000000000099&redirect_uri=https://evil.example.com/")).Status.ShouldBe(400);
        window.Path.ShouldBe("/app-refused?reason=app");
        (await window.TextAsync()).ShouldContain("There is no such app here");
        (await window.BarriersAsync()).ShouldBeEmpty();
    }

    /// <summary>The page that asks: what it must have for everybody, also where axe cannot look because scripts are off.</summary>
    private static async Task AskedAsync(Window window)
    {
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Travel planner asks to be let in" })).ToBeVisibleAsync();
        window.Path.ShouldStartWith("/consent?request=");
        (await window.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("en");
        (await window.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem).AllInnerTextsAsync()).Count.ShouldBe(3);
        (await window.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).AllInnerTextsAsync()).ShouldBe(["Let Travel planner in", "Do not let it in"]);
    }

    /// <summary>What the browser brings the app, whose page it shows then.</summary>
    private static async Task<(string? Code, string? Error)> BackAsync(Window window, AppOfOthers app)
    {
        var answer = await app.ArrivalAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Back at the travel planner");
        return answer;
    }

    /// <summary>Goes from control to control until the button is reached, as who has no mouse.</summary>
    private static async Task ChooseByKeyboardAsync(Window window, string button)
    {
        for (var presses = 0; presses < 40; presses++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            var focused = window.Page.Locator("main button:focus");
            if (await focused.CountAsync() == 0 || (await focused.InnerTextAsync()).Trim() != button) continue;
            await window.Page.Keyboard.PressAsync("Enter");
            return;
        }
        throw new InvalidOperationException($"'{button}' cannot be reached by keyboard.");
    }

    private async Task<int> StatusAsync(string path, string token)
    {
        using var http = system.Client();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync("/api/v1" + path);
        return (int)answer.StatusCode;
    }
}
