using System.Net;

namespace TrackTok.Web.Tests.IdentityProviders;

/// <summary>The company's identity providers, as an owner sets them up.</summary>
public sealed class ProviderPagesTests : IAsyncDisposable
{
    private const string Id = "0190c0de-0000-7000-8000-00000000000a", New = "/settings/identity-providers/new", Page = "/settings/identity-providers/" + Id;

    private const string Provider = """
        {"id": "0190c0de-0000-7000-8000-00000000000a", "name": "Acme Login", "issuer": "https://login.example.com", "client_id": "tracktok", "secret_since": "2025-01-02T00:00:00Z", "default_role": "analyst",
         "domains": ["acme.example.com", "old.example.com"], "enabled": true, "created_at": "2025-01-02T00:00:00Z", "updated_at": "2025-01-02T00:00:00Z", "version": 3}
        """;

    private readonly WebHost _web = new();

    public ProviderPagesTests()
    {
        _web.On("GET /auth/me", """
            {"user": {"id": "0190c0de-0000-7000-8000-000000000001", "email": "jane@acme.example.com", "first_name": "Jane", "last_name": "Doe", "role": "owner", "email_verified": true, "two_factor": false, "language": "en"},
             "tenant": {"id": "0190c0de-0000-7000-8000-000000000002", "name": "Acme", "subdomain": "acme", "plan": "basic", "status": "active",
               "settings": {"currency": "USD", "time_zone": "UTC", "date_format": "YYYY-MM-DD", "week_start": "monday", "fiscal_year_start_month": 1, "locale": "en-US"}},
             "role": "owner", "permissions": ["identity_providers.manage", "tenant.domains"], "memberships": [], "second_factor": {"state": "off", "deadline": null}}
            """);
        _web.On("GET /tenant/domains", """
            {"items": [{"id": "0190c0de-0000-7000-8000-0000000000d1", "domain": "acme.example.com", "status": "active", "proof": {"dns": {"name": "n", "type": "TXT", "value": "v"}, "file": {"url": "u", "content": "c"}}, "added_at": "2025-01-01T00:00:00Z", "verified_at": "2025-01-01T00:00:00Z", "verified_by": "dns", "version": 2},
                       {"id": "0190c0de-0000-7000-8000-0000000000d2", "domain": "pending.example.com", "status": "pending", "proof": {"dns": {"name": "n", "type": "TXT", "value": "v"}, "file": {"url": "u", "content": "c"}}, "added_at": "2025-01-01T00:00:00Z", "verified_at": null, "verified_by": null, "version": 1}], "next_cursor": null, "has_more": false}
            """);
        _web.On("GET /identity-providers", $$"""{"items": [{{Provider}}], "next_cursor": null, "has_more": false}""");
        _web.On("GET /identity-providers/" + Id, Provider);
        _web.SignIn();
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task The_list_tells_what_is_set_and_where_people_are_sent_back_to()
    {
        var (status, html) = await _web.GetAsync("/settings/identity-providers");
        status.ShouldBe(HttpStatusCode.OK);
        foreach (var words in new[] { "Acme Login", "https://login.example.com", "acme.example.com, old.example.com", "Analyst", "http://acme.localhost/sign-in/external", "http://acme.example.com/sign-in/external" }) html.ShouldContain(words);
        html.ShouldNotContain("pending.example.com");
    }

    [Fact]
    public async Task A_new_one_is_offered_the_domains_that_are_proved_and_keeps_the_secret_through_a_proof()
    {
        _web.On("POST /identity-providers", (_, _) => (403, """{"title": "No", "status": 403, "code": "step_up_required"}"""));
        _web.On("POST /auth/step-up", """{"access_token": "token-proved", "token_type": "Bearer", "expires_in": 3600}""");
        var html = (await _web.GetAsync(New)).Html;
        html.ShouldContain("value=\"acme.example.com\" checked");
        html.ShouldNotContain("value=\"pending.example.com\"");
        (string, string)[] typed = [("name", "Acme Login"), ("issuer", "https://login.example.com"), ("client_id", "tracktok"), ("client_secret", "s3cret-of-acme"), ("default_role", "member"), ("domains", "acme.example.com")];
        var asked = (await _web.SubmitAsync(New, html, "provider", typed)).Html;
        asked.ShouldContain("_password");
        asked.ShouldNotContain("s3cret-of-acme");

        _web.On("POST /identity-providers", Provider, 201);
        var (status, answer) = await _web.SubmitAsync(New, asked, "provider", [.. typed.Where(field => field.Item1 != "client_secret"), ("client_secret", ""), ("_password", "SecurePass123!")]);
        status.ShouldBe(HttpStatusCode.Redirect, answer);
        var sent = _web.Calls.Last(call => call.Route == "POST /identity-providers");
        sent.Token.ShouldBe("token-proved");
        foreach (var part in new[] { "\"client_secret\":\"s3cret-of-acme\"", "\"domains\":[\"acme.example.com\"]", "\"default_role\":\"member\"" }) sent.Body.ShouldContain(part);
    }

    [Fact]
    public async Task What_is_missing_is_said_before_anybody_proves_who_they_are()
    {
        var html = (await _web.GetAsync(New)).Html;
        var answer = (await _web.SubmitAsync(New, html, "provider", ("name", "Acme Login"))).Html;
        foreach (var words in new[] { "Give the issuer.", "Give the client id.", "Give the client secret." }) answer.ShouldContain(words);
        _web.CallsOf("POST /identity-providers").ShouldBe(0);
    }

    [Fact]
    public async Task What_is_wrong_with_the_provider_stands_at_its_issuer()
    {
        _web.On("POST /identity-providers", """{"title": "No", "status": 422, "code": "identity_provider_unreachable", "detail": "The provider takes too long.", "errors": {"issuer": ["The provider takes too long."]}}""", 422);
        var html = (await _web.GetAsync(New)).Html;
        var answer = (await _web.SubmitAsync(New, html, "provider", ("name", "A"), ("issuer", "https://login.example.com"), ("client_id", "c"), ("client_secret", "s"), ("default_role", "member"))).Html;
        answer.ShouldContain("id=\"provider-issuer-error\"");
        answer.ShouldContain("The provider takes too long.");
    }

    [Fact]
    public async Task A_change_leaves_the_secret_alone_and_says_which_domain_lets_nobody_in()
    {
        _web.On("PATCH /identity-providers/" + Id, Provider);
        var html = (await _web.GetAsync(Page)).Html;
        html.ShouldContain("not yours any more");
        (await _web.SubmitAsync(Page, html, "provider", ("name", "Acme"), ("client_id", "tracktok"), ("default_role", "member"), ("domains", "acme.example.com"))).Status.ShouldBe(HttpStatusCode.Redirect);
        var body = _web.Calls.Single(call => call.Route == "PATCH /identity-providers/" + Id).Body;
        body.ShouldNotContain("client_secret");
        body.ShouldContain("\"enabled\":false");
    }

    [Fact]
    public async Task It_can_be_checked_and_removed()
    {
        _web.On("POST /identity-providers/" + Id + "/check", """{"ok": false, "problem": "The provider answers with 503.", "checked_at": "2025-01-02T00:00:00Z"}""");
        _web.On("DELETE /identity-providers/" + Id, "", 204);
        var html = (await _web.GetAsync(Page)).Html;
        (await _web.SubmitAsync(Page, html, "check")).Html.ShouldContain("The provider answers with 503.");
        (await _web.SubmitAsync(Page, html, "remove")).Status.ShouldBe(HttpStatusCode.Redirect);
        _web.CallsOf("DELETE /identity-providers/" + Id).ShouldBe(1);
    }
}
