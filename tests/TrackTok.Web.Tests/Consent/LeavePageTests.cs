using System.Net;

namespace TrackTok.Web.Tests.Consent;

/// <summary>An app asks that its person sign out, as a browser without JavaScript sees it.</summary>
public sealed class LeavePageTests : IAsyncDisposable
{
    private const string Path = "/leave?request=sealed-1";
    private const string Onward = "https://travel.example.com/left?state=s";
    private readonly WebHost _web = new();

    public LeavePageTests() => _web.On("POST /auth/sign-outs/look-up", $$"""{"app": "Travel planner", "company": {"name": "Acme", "subdomain": "acme"}, "location": "{{Onward}}"}""");

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Asks_first_and_signs_nobody_out_who_only_looks()
    {
        _web.SignIn();
        var (status, html) = await _web.GetAsync(Path);
        status.ShouldBe(HttpStatusCode.OK);
        foreach (var words in new[] { "Travel planner asks that you sign out", "At Acme, as jane@acme.example.com", "Stay signed in" }) html.ShouldContain(words);
        html.ShouldNotContain(Onward);
        _web.CallsOf("POST /auth/logout").ShouldBe(0);
    }

    [Fact]
    public async Task Signs_out_and_leads_back_without_a_redirect_that_the_forms_policy_would_stop()
    {
        _web.On("POST /auth/logout", "", 204);
        _web.SignIn();
        var (status, html) = await _web.SubmitAsync(Path, (await _web.GetAsync(Path)).Html, "leave");
        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("http-equiv=\"refresh\" content=\"0; url=" + Onward);
        html.ShouldContain("You are signed out");
        _web.CallsOf("POST /auth/logout").ShouldBe(1);
        (await _web.GetAsync("/expenses")).Html.ShouldContain("/sign-in");
    }

    [Fact]
    public async Task Who_is_not_signed_in_goes_back_at_once() => (await _web.GetAsync(Path)).ShouldBe((HttpStatusCode.Redirect, Onward));

    [Fact]
    public async Task Without_an_address_to_go_back_to_it_says_that_one_is_signed_out()
    {
        _web.On("POST /auth/sign-outs/look-up", """{"app": "Travel planner", "company": {"name": "Acme", "subdomain": "acme"}, "location": null}""");
        (await _web.GetAsync(Path)).Html.ShouldContain("You are signed out");
    }

    [Fact]
    public async Task What_is_not_ours_leads_nowhere_and_ends_nothing()
    {
        _web.On("POST /auth/sign-outs/look-up", """{"title": "Not found", "status": 404, "code": "not_found"}""", 404);
        _web.SignIn();
        (await _web.GetAsync(Path)).Html.ShouldContain("This request is no longer open");
        _web.CallsOf("POST /auth/logout").ShouldBe(0);
    }

    [Theory]
    [InlineData("app", "There is no such app here")]
    [InlineData("address", "you are led nowhere")]
    [InlineData("late", "It took too long")]
    [InlineData("request", "missing or not right")]
    [InlineData("<script>", "missing or not right")]
    public async Task What_an_app_must_not_hear_a_person_reads(string reason, string words)
    {
        var (status, html) = await _web.GetAsync("/app-refused?reason=" + Uri.EscapeDataString(reason));
        (status, html.Contains(words, StringComparison.Ordinal), html.Contains("<script>", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.BadRequest, true, false));
    }
}
