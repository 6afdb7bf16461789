using System.Net;

namespace TrackTok.Web.Tests.Consent;

/// <summary>An app's question to a person, as a browser without JavaScript sees it.</summary>
public sealed class ConsentPageTests : IAsyncDisposable
{
    private const string Path = "/consent?request=handle-1";
    private const string Onward = "http://localhost:5000/connect/authorize?decided=secret-1";
    private readonly WebHost _web = new();

    public ConsentPageTests()
    {
        _web.On("GET /auth/authorizations/handle-1", Asking("decide"));
        _web.On("POST /auth/authorizations/handle-1", $$"""{"location": "{{Onward}}"}""");
        _web.On("POST /auth/authorizations/look-up", LookedUp(quiet: false));
        _web.On("POST /auth/authorizations/abandon", $$"""{"location": "{{Onward}}"}""");
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Says_in_plain_words_which_app_asks_for_what_and_asks()
    {
        _web.SignIn();
        var (status, html) = await _web.GetAsync(Path);
        status.ShouldBe(HttpStatusCode.OK);
        foreach (var words in new[] { "Travel planner asks to be let in", "At Acme, as jane@acme.example.com", "know who you are here", "see expenses", "do so while you are away", "travel.example.com" }) html.ShouldContain(words, Case.Insensitive);
        html.ShouldNotContain("expenses.read");
        _web.CallsOf("POST /auth/authorizations/handle-1").ShouldBe(0);
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("deny")]
    public async Task A_decision_leads_on_without_a_redirect_that_the_forms_policy_would_stop(string decision)
    {
        _web.SignIn();
        var (status, html) = await _web.SubmitAsync(Path, (await _web.GetAsync(Path)).Html, decision);
        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("http-equiv=\"refresh\" content=\"0; url=" + Onward);
        html.ShouldContain($"href=\"{Onward}\"");
        _web.Calls.Single(call => call.Route == "POST /auth/authorizations/handle-1").Body.ShouldContain($"\"{decision}\"");
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("decide", true)]
    public async Task Where_nothing_is_to_be_asked_nothing_is_shown(string step, bool quiet)
    {
        _web.SignIn();
        _web.On("GET /auth/authorizations/handle-1", Asking(step, quiet));
        (await _web.GetAsync(Path)).ShouldBe((HttpStatusCode.Redirect, Onward));
        _web.Calls.Single(call => call.Route == "POST /auth/authorizations/handle-1").Body.ShouldContain("\"continue\"");
    }

    [Fact]
    public async Task Who_is_not_signed_in_signs_in_and_comes_back()
    {
        var (status, address) = await _web.GetAsync(Path);
        status.ShouldBe(HttpStatusCode.Redirect);
        address.ShouldEndWith("/sign-in?return=%2Fconsent%3Frequest%3Dhandle-1");
        _web.CallsOf("POST /auth/authorizations/abandon").ShouldBe(0);
    }

    [Fact]
    public async Task An_app_that_wants_nothing_asked_gets_its_browser_back_when_nobody_is_signed_in()
    {
        _web.On("POST /auth/authorizations/look-up", LookedUp(quiet: true));
        (await _web.GetAsync(Path)).ShouldBe((HttpStatusCode.Redirect, Onward));
        _web.CallsOf("POST /auth/authorizations/abandon").ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_is_gone_is_said_to_be()
    {
        _web.SignIn();
        foreach (var address in new[] { "/consent", "/consent?request=unknown" })
        {
            var (status, html) = await _web.GetAsync(address);
            status.ShouldBe(HttpStatusCode.OK);
            html.ShouldContain("no longer open");
        }
    }

    [Fact]
    public async Task Where_the_app_asks_for_it_the_person_proves_who_they_are_in_the_same_form()
    {
        _web.SignIn();
        _web.On("POST /auth/authorizations/handle-1", (request, _) => request.Headers.Authorization?.Parameter == "proved"
            ? (200, $$"""{"location": "{{Onward}}"}""")
            : (403, """{"title": "Forbidden", "status": 403, "code": "step_up_required", "detail": "Prove it."}"""));
        _web.On("POST /auth/step-up", """{"access_token": "proved", "token_type": "Bearer", "expires_in": 3600}""");
        var (_, asked) = await _web.SubmitAsync(Path, (await _web.GetAsync(Path)).Html, "allow");
        asked.ShouldContain("name=\"_password\"");
        var (_, html) = await _web.SubmitAsync(Path, asked, "allow", ("_password", "SecurePass123!"));
        html.ShouldContain(Onward);
    }

    [Fact]
    public async Task No_other_site_shows_the_page_in_a_frame_or_hears_its_address()
    {
        _web.SignIn();
        using var client = _web.CreateClient();
        using var answer = await client.GetAsync(Path);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("same-origin");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    private static string LookedUp(bool quiet) => $$$"""{"app": "Travel planner", "company": {"name": "Acme", "subdomain": "acme"}, "quiet": {{{(quiet ? "true" : "false")}}}}""";

    private static string Asking(string step, bool quiet = false) => $$$"""
        {"app": {"id": "0190c0de-0000-7000-8000-000000000003", "name": "Travel planner"}, "company": {"name": "Acme", "subdomain": "acme"},
         "scopes": [{"name": "openid", "summary": "know who you are here"}, {"name": "expenses.read", "summary": "see expenses"}], "offline": true, "step": "{{{step}}}", "quiet": {{{(quiet ? "true" : "false")}}},
         "returns_to": "travel.example.com", "expires_at": "2030-01-01T00:00:00Z"}
        """;
}
