using System.Net;
using TrackTok.Web.ExternalSignIn;

namespace TrackTok.Web.Tests.ExternalSignIn;

/// <summary>The way to a company's identity provider and back, as a browser without JavaScript sees it.</summary>
public sealed class ExternalPagesTests : IAsyncDisposable
{
    private const string Host = "http://acme.localhost", SignInPage = Host + "/sign-in?return=%2Fbudgets", Provider = "https://login.example.com/authorize?client_id=c&state=state-1";
    private const string Back = Host + "/sign-in/external?state=state-1&code=code-1&iss=https%3A%2F%2Flogin.example.com";
    private const string Id = "0190c0de-0000-7000-8000-00000000000a", Form = "external-0190c0de00007000800000000000000a";

    private const string SignedIn = """
        {"access_token": "token-9", "refresh_token": "refresh-9", "token_type": "Bearer", "expires_in": 3600,
         "user": {"id": "0190c0de-0000-7000-8000-000000000001", "email": "jane@acme.example.com", "first_name": "Jane", "last_name": "Doe", "role": "member", "email_verified": false, "two_factor": false, "language": "en"},
         "tenant": null, "second_factor": {"state": "off", "deadline": null}}
        """;

    private readonly WebHost _web = new();

    public ExternalPagesTests()
    {
        _web.On("GET /auth/external", $$"""{"items": [{"id": "{{Id}}", "name": "Acme Login"}]}""");
        _web.On("POST /auth/external/start", $$"""{"location": "{{Provider}}", "state": "state-1", "binding": "binding-1", "expires_at": "2030-01-01T00:00:00Z"}""");
        _web.On("POST /auth/external/callback", SignedIn);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task The_sign_in_page_of_a_company_offers_its_providers_and_the_bare_host_none()
    {
        (await _web.GetAsync(SignInPage)).Html.ShouldContain("Sign in with Acme Login");
        (await _web.GetAsync("/sign-in")).Html.ShouldNotContain("Sign in with");
        _web.On("GET /auth/external", """{"title": "Away", "status": 503, "code": "unavailable"}""", 503);
        var (status, html) = await _web.GetAsync(SignInPage);
        (status, html.Contains("Sign in with", StringComparison.Ordinal)).ShouldBe((HttpStatusCode.OK, false));
    }

    [Fact]
    public async Task The_button_leads_on_without_a_redirect_that_the_forms_policy_would_stop_and_shows_no_secret()
    {
        var html = await BeginAsync();
        html.ShouldContain("http-equiv=\"refresh\" content=\"0; url=" + WebUtility.HtmlEncode(Provider));
        html.ShouldContain($"href=\"{WebUtility.HtmlEncode(Provider)}\"");
        html.ShouldNotContain("binding-1");
        _web.Calls.Single(call => call.Route == "POST /auth/external/start").Body.ShouldContain(Id);
    }

    [Fact]
    public async Task Who_comes_back_is_signed_in_and_goes_where_they_wanted_to()
    {
        await BeginAsync();
        (await _web.GetAsync(Back)).ShouldBe((HttpStatusCode.Redirect, Host + "/budgets"));
        var body = _web.Calls.Single(call => call.Route == "POST /auth/external/callback").Body;
        foreach (var part in new[] { "\"state\":\"state-1\"", "\"binding\":\"binding-1\"", "\"code\":\"code-1\"", "\"iss\":\"https://login.example.com\"" }) body.ShouldContain(part);
        // The cookie is used up.
        (await _web.GetAsync(Back)).Html.ShouldContain("begun in another browser");
        _web.CallsOf("POST /auth/external/callback").ShouldBe(1);
    }

    [Theory]
    [InlineData(Back, false)]
    [InlineData(Host + "/sign-in/external?state=state-2&code=code-1", true)]
    [InlineData(Host + "/sign-in/external?code=code-1", true)]
    [InlineData(Host + "/sign-in/external", true)]
    public async Task What_was_begun_elsewhere_does_not_even_reach_the_api(string address, bool begins)
    {
        if (begins) await BeginAsync();
        var (status, html) = await _web.GetAsync(address);
        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("This sign-in cannot be finished here");
        _web.CallsOf("POST /auth/external/callback").ShouldBe(0);
    }

    [Theory]
    [InlineData("external_sign_in_refused", "The answer of Acme Login cannot be trusted")]
    [InlineData("external_provider_unreachable", "Acme Login does not answer")]
    [InlineData("external_email_missing", "Acme Login tells no e-mail address")]
    [InlineData("external_email_unverified", "Your e-mail address is not verified at Acme Login")]
    [InlineData("domain_not_verified", "Ask an owner to invite you")]
    [InlineData("invitation_waiting", "Accept by the link in the mail first")]
    [InlineData("plan_limit_reached", "plan is full")]
    [InlineData("account_inactive", "any more")]
    [InlineData("tenant_suspended", "This company is suspended")]
    [InlineData("something_new", "A sentence of the API")]
    public async Task Every_refusal_is_told_in_words_with_a_way_on(string code, string words)
    {
        _web.On("POST /auth/external/callback", $$"""{"title": "No", "detail": "A sentence of the API", "status": 403, "code": "{{code}}"}""", 403);
        await BeginAsync();
        var (status, html) = await _web.GetAsync(Back);
        status.ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(html).ShouldContain(words);
        html.ShouldContain("href=\"/sign-in?return=%2Fbudgets\"");
    }

    [Fact]
    public async Task A_no_of_the_providers_is_given_on()
    {
        _web.On("POST /auth/external/callback", """{"title": "No", "status": 401, "code": "external_sign_in_cancelled"}""", 401);
        await BeginAsync();
        (await _web.GetAsync(Host + "/sign-in/external?state=state-1&error=access_denied")).Html.ShouldContain("Acme Login did not sign you in");
        _web.Calls.Single(call => call.Route == "POST /auth/external/callback").Body.ShouldContain("\"error\":\"access_denied\"");
    }

    [Fact]
    public async Task An_account_of_before_proves_itself_by_password_and_then_by_its_second_factor()
    {
        _web.On("POST /auth/external/callback", """{"title": "No", "status": 401, "code": "external_link_needed"}""", 401);
        _web.On("POST /auth/external/finish", (_, body) => body switch
        {
            _ when body.Contains("123456", StringComparison.Ordinal) && body.Contains("SecurePass123!", StringComparison.Ordinal) => (200, SignedIn),
            _ when body.Contains("SecurePass123!", StringComparison.Ordinal) => (401, """{"title": "No", "status": 401, "code": "two_factor_required", "methods": ["totp"]}"""),
            _ when body.Contains("password", StringComparison.Ordinal) => (401, """{"title": "No", "status": 401, "code": "invalid_credentials"}"""),
            _ => (401, """{"title": "No", "status": 401, "code": "external_link_needed"}"""),
        });
        await BeginAsync();
        var (status, to) = await _web.GetAsync(Back);
        (status, to).ShouldBe((HttpStatusCode.Redirect, Host + ExternalFinishPage.Address));
        var page = Host + ExternalFinishPage.Address;
        var asked = (await _web.GetAsync(page)).Html;
        asked.ShouldContain("Is this account yours?");
        (await _web.SubmitAsync(page, asked, "finish", ("password", "Wrong-guess-1"))).Html.ShouldContain("The password is not right.");
        var code = (await _web.SubmitAsync(page, asked, "finish", ("password", "SecurePass123!"))).Html;
        code.ShouldContain("Your second factor");
        code.ShouldNotContain("SecurePass123!");
        (await _web.SubmitAsync(page, code, "finish", ("totp", "123456"))).ShouldBe((HttpStatusCode.Redirect, Host + "/budgets"));
    }

    [Fact]
    public async Task Without_a_sign_in_that_was_begun_there_is_nothing_to_finish() =>
        (await _web.GetAsync(Host + ExternalFinishPage.Address)).Html.ShouldContain("This sign-in cannot be finished here");

    private async Task<string> BeginAsync() => (await _web.SubmitAsync(SignInPage, (await _web.GetAsync(SignInPage)).Html, Form)).Html;
}
