using Microsoft.Playwright;
using TrackTok.Demo;

namespace TrackTok.Browser;

/// <summary>Companies and their people through the forms, as those concerned use them.</summary>
public sealed class PeopleTests(TrackTokInBrowser system)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task Somebody_is_invited_comes_gets_another_role_is_kept_out_and_leaves(int width, bool javaScript)
    {
        var company = await Company.SignUpAsync(system);
        // The basic plan has room for one.
        await company.UpgradeAsync(system);
        var email = $"max@{company.Subdomain}.example.com";
        await using var owner = await company.OpenAsync(system, width, javaScript);
        await owner.GoAsync("/settings/members");
        await owner.TypeAsync("email", email);
        await owner.TypeAsync("role", "Member");
        await owner.TypeAsync("first_name", "Max");
        await owner.TypeAsync("last_name", "Mayer");
        await owner.SendAsync("email");
        await SaysAsync(owner, $"{email} is invited.");
        var first = await company.MailedLinkAsync(email, "/accept-invitation?token=");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = $"Send the invitation to {email} again" }).ClickAsync();
        await SaysAsync(owner, $"The invitation went to {email} again.");
        var link = await Eventually.HoldsAsync(() => company.MailedLinkAsync(email, "/accept-invitation?token="), newest => newest != first);

        await using var max = await system.OpenAsync(width: width, javaScript: javaScript);
        await max.GoAsync(new Uri(link).PathAndQuery);
        await max.TypeAsync("password", Company.Password);
        await max.SendAsync("password");
        await max.ArriveAsync("/dashboard");
        (await max.GoAsync("/expenses/new")).Status.ShouldBe(200);

        await OpenAsync(owner);
        await owner.TypeAsync("role", "Analyst");
        await owner.SendAsync("role");
        await SaysAsync(owner, "Max Mayer is Analyst now.");
        await Eventually.HoldsAsync(async () => (await max.GoAsync("/expenses/new")).Status, status => status == 403);
        max.Forgive();

        await OpenAsync(owner);
        await ConfirmAsync(owner, "Deactivate");
        await SaysAsync(owner, "Max Mayer is inactive now.");
        await max.GoAsync("/dashboard");
        max.Path.ShouldStartWith("/sign-in");

        await OpenAsync(owner);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Reactivate" }).ClickAsync();
        await SaysAsync(owner, "Max Mayer may sign in again.");
        await max.SignInAsync(email, Company.Password);
        await max.ArriveAsync("/dashboard");

        await max.GoAsync("/profile");
        await ConfirmAsync(max, "Leave");
        await max.ArriveAsync("/sign-in");
        (await max.TextAsync()).ShouldContain("You have left");
        (await max.OverflowAsync()).ShouldBeLessThanOrEqualTo(0);
        await owner.GoAsync("/settings/members");
        (await owner.TextAsync()).ShouldNotContain(email);
        owner.ShouldBeQuiet();
    }

    [Fact]
    public async Task The_last_owner_cannot_leave_and_hears_why()
    {
        var company = await Company.SignUpAsync(system);
        await using var owner = await company.OpenAsync(system);
        await owner.GoAsync("/profile");
        await ConfirmAsync(owner, "Leave");
        await Assertions.Expect(owner.Page.Locator("details.confirm[open]")).ToContainTextAsync("owner");
        owner.Path.ShouldBe("/profile");
        (await owner.BarriersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_forgot_their_password_sets_another_by_mail_and_then_changes_it()
    {
        const string Second = "Another-fine-pass-1", Third = "Yet-another-pass-2";
        var company = await Company.SignUpAsync(system);
        await using var window = await system.OpenAsync(system.At(company.Subdomain), 390);
        await window.GoAsync("/sign-in");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await window.ArriveAsync("/forgot-password");
        await window.TypeAsync("email", company.Email);
        await window.SendAsync("email");
        await window.GoAsync(new Uri(await company.MailedLinkAsync(company.Email, "/reset-password?token=")).PathAndQuery);
        await window.TypeAsync("new_password", Second);
        await window.SendAsync("new_password");
        await window.ArriveAsync("/sign-in");
        await window.SignInAsync(company.Email, Second);
        await window.ArriveAsync("/dashboard");

        await window.GoAsync("/profile/security");
        await window.TypeAsync("current_password", Second);
        await window.TypeAsync("new_password", Third);
        await window.SendAsync("new_password");
        await window.ArriveAsync("/sign-in");
        await window.SignInAsync(company.Email, Third);
        await window.ArriveAsync("/dashboard");
    }

    [Fact]
    public async Task An_operator_changes_a_plan_suspends_a_company_and_lets_it_work_again()
    {
        var company = await Company.SignUpAsync(system);
        var id = (await company.GetAsync("/tenant")).GetProperty("id").GetString();
        await using var owner = await company.OpenAsync(system);
        await using var platform = await system.OpenAsync();
        await platform.SignInAsync(DemoPlan.Operator.Email, DemoPlan.Operator.Password);
        await platform.ArriveAsync("/platform");
        await platform.GoAsync($"/platform/{id}");
        await platform.TypeAsync("plan", "Professional");
        await platform.SendAsync("plan");
        await SaysAsync(platform, "is on Professional now.");

        await platform.GoAsync($"/platform/{id}");
        await platform.Page.Locator("details.confirm summary").ClickAsync();
        await platform.TypeAsync("reason", "The invoice is open.");
        await platform.Page.Locator("details.confirm form button.button").ClickAsync();
        await SaysAsync(platform, "is suspended.");
        (await owner.GoAsync("/expenses")).Status.ShouldBe(403);
        owner.Forgive();

        await platform.GoAsync($"/platform/{id}");
        await platform.TypeAsync("reason", "It was paid.");
        await platform.SendAsync("reason");
        await SaysAsync(platform, "is active again.");
        (await owner.GoAsync("/expenses")).Status.ShouldBe(200);
        platform.ShouldBeQuiet();
    }

    [Fact]
    public async Task Who_belongs_to_two_companies_goes_from_one_to_the_other()
    {
        var (first, second) = (await Company.SignUpAsync(system), await Company.SignUpAsync(system));
        await second.UpgradeAsync(system);
        await second.InviteAsync("analyst", first.Email);
        await using var window = await system.OpenAsync();
        await window.GoAsync(new Uri(second.Invitation).PathAndQuery);
        await window.TypeAsync("password", Company.Password);
        await window.SendAsync("password");
        await window.ArriveAsync("/dashboard");
        await Assertions.Expect(window.Page.Locator("header .brand")).ToContainTextAsync(second.Subdomain);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Switch company" }).ClickAsync();
        await window.ArriveAsync("/profile");
        (await window.BarriersAsync()).ShouldBeEmpty();
        await window.Page.Locator("#companies").GetByRole(AriaRole.Button, new() { Name = "Switch" }).ClickAsync();

        await window.ArriveAsync("/dashboard");
        await Assertions.Expect(window.Page.Locator("header .brand")).ToContainTextAsync(first.Subdomain);
        (await window.GoAsync("/expenses/new")).Status.ShouldBe(200);
        window.ShouldBeQuiet();
    }

    private static async Task OpenAsync(Window owner)
    {
        await owner.GoAsync("/settings/members");
        await owner.Page.GetByRole(AriaRole.Link, new() { Name = "Max Mayer" }).ClickAsync();
        await owner.Page.WaitForURLAsync(url => url.Contains("/settings/members/", StringComparison.Ordinal));
        await Assertions.Expect(owner.Page.Locator("main h1")).ToContainTextAsync("Max Mayer");
    }

    private static async Task ConfirmAsync(Window window, string label)
    {
        var question = window.Page.Locator("details.confirm", new() { Has = window.Page.Locator("summary", new() { HasText = label }) }).First;
        await question.Locator("summary").ClickAsync();
        await question.Locator("form button.button").ClickAsync();
    }

    private static Task SaysAsync(Window window, string sentence) => Assertions.Expect(window.Page.Locator("main .notice.good")).ToContainTextAsync(sentence);
}
