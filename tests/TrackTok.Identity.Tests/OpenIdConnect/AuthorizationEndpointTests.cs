using System.Net;
using TrackTok.Identity.Tests.Apps;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>What arrives at the authorization endpoint from anybody's browser: nothing of it may lead a code, or a browser, where the app did not say.</summary>
public sealed class AuthorizationEndpointTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Registered = "https://app.example.com/callback";

    [Theory]
    [InlineData("https://app.example.com/callback/")]
    [InlineData("https://app.example.com/callback/more")]
    [InlineData("https://app.example.com/callbac")]
    [InlineData("https://app.example.com/Callback")]
    [InlineData("https://APP.example.com/callback")]
    [InlineData("https://app.example.com:443/callback")]
    [InlineData("https://app.example.com:8443/callback")]
    [InlineData("http://app.example.com/callback")]
    [InlineData("https://app.example.com.evil.example.com/callback")]
    [InlineData("https://app.example.com@evil.example.com/callback")]
    [InlineData("https://evil.example.com/callback?x=https://app.example.com/callback")]
    [InlineData("https://app.example.com/callback/../evil")]
    [InlineData("https://app.example.com/%63allback")]
    [InlineData("https://app.example.com/callback%2f..%2fevil")]
    [InlineData("https://app.example.com/callback?extra=1")]
    [InlineData("https://app.example.com/callback#fragment")]
    [InlineData("https://app.example.com/callback ")]
    [InlineData("//app.example.com/callback")]
    [InlineData("/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_address_that_was_not_registered_letter_by_letter_gets_no_redirect_at_all(string? redirectUri)
    {
        var app = await AppUnderTest.RegisterAsync(identity, confidential: true, Registered, "https://app.example.com/second");
        var request = app.Ask(AppUnderTest.NewVerifier());
        if (redirectUri is null) request.Remove("redirect_uri");
        else request["redirect_uri"] = redirectUri;
        using var answer = await app.AuthorizeAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("openiddict", Case.Insensitive);
    }

    [Fact]
    public async Task Each_registered_address_works_and_one_that_was_taken_away_does_not()
    {
        var app = await AppUnderTest.RegisterAsync(identity, confidential: true, Registered, "https://app.example.com/second?from=tracktok");
        foreach (var uri in new[] { Registered, "https://app.example.com/second?from=tracktok" })
            (await StatusAsync(app, request => request["redirect_uri"] = uri)).ShouldBe(HttpStatusCode.Redirect, uri);
        using var client = identity.With(app.Owner.AccessToken);
        await client.PatchAsync($"/api/v1/apps/{app.Id}", System.Net.Http.Json.JsonContent.Create(new { redirect_uris = new[] { Registered } }));
        (await StatusAsync(app, request => request["redirect_uri"] = "https://app.example.com/second?from=tracktok")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-a-client")]
    [InlineData("tracktok")]
    [InlineData("gateway")]
    [InlineData("0190c0de-0000-7000-8000-000000000099")]
    public async Task An_unknown_client_gets_no_redirect(string? clientId)
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        (await StatusAsync(app, request =>
        {
            if (clientId is null) request.Remove("client_id");
            else request["client_id"] = clientId;
        })).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task PKCE_cannot_be_left_out_or_weakened()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        await ErrorAsync(app, request => { request.Remove("code_challenge"); request.Remove("code_challenge_method"); }, "invalid_request");
        await ErrorAsync(app, request => request["code_challenge_method"] = "plain", "invalid_request");
        // Without a method the standard means plain.
        await ErrorAsync(app, request => request.Remove("code_challenge_method"), "invalid_request");
        await ErrorAsync(app, request => request["code_challenge_method"] = "s256", "invalid_request");
        await ErrorAsync(app, request => request.Remove("code_challenge"), "invalid_request");
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("response_mode", "form_post", "invalid_request")]
    [InlineData("scope", "openid things.read other.read", "invalid_scope")]
    [InlineData("scope", "api", "invalid_scope")]
    [InlineData("scope", "internal", "invalid_scope")]
    [InlineData("scope", "", "invalid_scope")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "select_account", "invalid_request")]
    [InlineData("max_age", "soon", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported")]
    [InlineData("request_uri", "https://evil.example.com/request", "request_uri_not_supported")]
    public async Task What_is_wrong_otherwise_is_told_to_the_app_with_its_state(string name, string value, string error) => await ErrorAsync(await AppUnderTest.RegisterAsync(identity), request => request[name] = value, error);

    [Fact]
    public async Task An_app_without_the_grant_sends_nobody_here()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await AppTests.MakeAsync(identity, owner, AppTests.Confidential() with { Grants = ["client_credentials"] });
        var app = await AppUnderTest.RegisterAsync(identity);
        using var answer = await app.AuthorizeAsync(new(app.Ask(AppUnderTest.NewVerifier())) { ["client_id"] = Text(made, "id"), ["redirect_uri"] = "https://server.example.com/callback" });
        answer.Headers.Location?.AbsolutePath.ShouldNotBe("/consent");
    }

    [Fact]
    public async Task The_page_stands_at_the_companys_own_address_and_its_handle_tells_nothing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        using var answer = await app.AuthorizeAsync(app.Ask(AppUnderTest.NewVerifier()));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var page = answer.Headers.Location!.AbsoluteUri;
        foreach (var part in new[] { AppUnderTest.State, AppUnderTest.Nonce, "server.example.com", "challenge", app.Id }) page.ShouldNotContain(part);
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM authorizations AS row WHERE row::text LIKE '%{handle}%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_knows_the_question_does_not_hear_the_answer()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        await app.DecideAsync(handle, app.Owner.AccessToken, "allow");
        using var client = identity.Anonymous();
        foreach (var guess in new[] { handle, "", "nonsense", new string('A', 64) })
        {
            using var answer = await client.GetAsync("/connect/authorize?decided=" + guess);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, guess);
            answer.Headers.Location.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_browser_comes_back_once()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var decided = await app.DecideAsync(await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier())), app.Owner.AccessToken, "allow");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var client = identity.Anonymous();
            using var answer = await client.GetAsync(new Uri(Text(decided, "location")).PathAndQuery);
            return answer.Headers.Location?.Query.Contains("code=", StringComparison.Ordinal) == true;
        }));
        answers.Count(coded => coded).ShouldBe(1);
    }

    [Fact]
    public async Task An_app_that_was_revoked_while_the_person_thought_gets_no_code()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var decided = await app.DecideAsync(await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier())), app.Owner.AccessToken, "allow");
        using var client = identity.With(app.Owner.AccessToken);
        await client.DeleteAsync($"/api/v1/apps/{app.Id}");
        using var answer = await client.GetAsync(new Uri(Text(decided, "location")).PathAndQuery);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.Location.ShouldBeNull();
    }

    private static async Task<HttpStatusCode> StatusAsync(AppUnderTest app, Action<Dictionary<string, string?>> change)
    {
        var request = app.Ask(AppUnderTest.NewVerifier());
        change(request);
        using var answer = await app.AuthorizeAsync(request);
        if (answer.StatusCode != HttpStatusCode.Redirect) answer.Headers.Location.ShouldBeNull();
        return answer.StatusCode;
    }

    /// <summary>Either told to the app at its own address, or to nobody: never a page, never a code.</summary>
    private static async Task ErrorAsync(AppUnderTest app, Action<Dictionary<string, string?>> change, string error)
    {
        var request = app.Ask(AppUnderTest.NewVerifier());
        change(request);
        using var answer = await app.AuthorizeAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        var location = answer.Headers.Location!.AbsoluteUri;
        location.ShouldStartWith(app.RedirectUri + "?");
        location.ShouldContain("error=" + error);
        location.ShouldContain("state=" + AppUnderTest.State);
        location.ShouldNotContain("code=");
        location.ShouldNotContain("openiddict");
    }
}
