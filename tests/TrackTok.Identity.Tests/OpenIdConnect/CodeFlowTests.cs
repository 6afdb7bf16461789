using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>The code flow as it should go, and each step done a second time.</summary>
public sealed class CodeFlowTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task A_person_lets_an_app_in_and_it_works_for_them_with_what_they_let_it_do()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var person = await app.ColleagueAsync("analyst");
        var verifier = AppUnderTest.NewVerifier();
        var handle = await app.HandleAsync(app.Ask(verifier));

        var shown = await app.ShowAsync(handle, person.AccessToken);
        (Text(shown.GetProperty("app"), "name"), Text(shown, "step"), Text(shown, "returns_to"), shown.GetProperty("offline").GetBoolean()).ShouldBe(("Server", "decide", "server.example.com", true));
        shown.GetProperty("scopes").EnumerateArray().Select(scope => (Text(scope, "name"), Text(scope, "summary"))).ShouldBe(
            [("openid", "know who you are here"), ("profile", "know your name"), ("email", "know your e-mail address"), ("things.read", "Read things")], ignoreOrder: true);

        var back = await app.ReturnAsync(await app.DecideAsync(handle, person.AccessToken, "allow"));
        (back["state"], back["iss"], back.ContainsKey("error")).ShouldBe((AppUnderTest.State, "http://localhost:5000/", false));
        var tokens = await app.ExchangeAsync(back["code"], verifier, HttpStatusCode.OK);

        var access = new JsonWebToken(Text(tokens, "access_token"));
        (access.Subject, access.GetClaim(TokenClaims.TenantId).Value, access.GetClaim(TokenClaims.Role).Value, access.GetClaim("client_id").Value, access.Typ)
            .ShouldBe((person.Person.Id.ToString(), person.TenantId.ToString(), "analyst", app.Id, "at+jwt"));
        access.GetClaim(TokenClaims.Scope).Value.Split(' ').ShouldBe(AppUnderTest.Scopes, ignoreOrder: true);
        Text(tokens, "scope").Split(' ').ShouldBe(AppUnderTest.Scopes, ignoreOrder: true);
        (Text(tokens, "token_type"), tokens.TryGetProperty("refresh_token", out _)).ShouldBe(("Bearer", true));
        (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeTrue();
        var audited = await identity.AuditedAsync(person.TenantId);
        audited.ShouldContain("consent.created");
        audited.ShouldContain("app.let_in");
    }

    [Fact]
    public async Task The_identity_token_says_who_for_whom_since_when_and_belongs_to_its_access_token()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var tokens = await app.SignInAsync(app.Owner);
        using var client = identity.Anonymous();
        var keys = new JsonWebKeySet(await client.GetStringAsync("/.well-known/jwks"));
        var text = Text(tokens, "id_token");
        var checkedToken = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = "http://localhost:5000/",
            ValidAudience = app.Id,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = ["RS256"],
            ValidateLifetime = true,
        });
        checkedToken.IsValid.ShouldBeTrue(checkedToken.Exception?.Message);
        var token = new JsonWebToken(text);
        (token.Subject, token.GetClaim("nonce").Value).ShouldBe((app.Owner.Person.Id.ToString(), AppUnderTest.Nonce));
        var half = SHA256.HashData(Encoding.ASCII.GetBytes(Text(tokens, "access_token"))).AsSpan(0, 16);
        token.GetClaim("at_hash").Value.ShouldBe(System.Buffers.Text.Base64Url.EncodeToString(half));
        long.Parse(token.GetClaim("auth_time").Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(token.IssuedAt.AddMinutes(-5).Ticks / TimeSpan.TicksPerSecond - 62135596800, token.IssuedAt.AddSeconds(5).Ticks / TimeSpan.TicksPerSecond - 62135596800);
        token.Claims.Select(claim => claim.Type).ShouldNotContain(type => type.StartsWith("oi_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Userinfo_tells_what_the_scopes_name()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var whole = await UserInfoAsync(await app.SignInAsync(app.Owner));
        (Text(whole, "email"), Text(whole, "name"), Text(whole, "sub")).ShouldBe((app.Owner.Person.Email, "Jane Doe", app.Owner.Person.Id.ToString()));
        var bare = await UserInfoAsync(await app.SignInAsync(app.Owner, request => request["scope"] = "openid"));
        (bare.TryGetProperty("email", out _), bare.TryGetProperty("name", out _), Text(bare, "sub")).ShouldBe((false, false, app.Owner.Person.Id.ToString()));
        var none = await app.SignInAsync(app.Owner, request => request["scope"] = "things.read");
        none.TryGetProperty("id_token", out _).ShouldBeFalse();
        await UserInfoAsync(none, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Of_the_persons_account_an_app_hears_nothing_but_what_its_scopes_name()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        using var client = identity.With(Text(await app.SignInAsync(app.Owner), "access_token"));
        foreach (var path in new[] { "me", "sessions", "totp", "consents" }) Code(await Json(await client.GetAsync("/api/v1/auth/" + path), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys", path);
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token_and_signing_out_ends_the_app_too()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var person = await app.ColleagueAsync();
        var (bound, offline) = (await app.SignInAsync(person, request => request["scope"] = "openid things.read"), await app.SignInAsync(person));
        bound.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        (await identity.LivesAsync(Text(bound, "access_token"))).ShouldBeTrue();

        await identity.PostAsync("logout", new { }, person.AccessToken);
        (await identity.LivesAsync(Text(bound, "access_token"))).ShouldBeFalse();
        (await identity.LivesAsync(Text(offline, "access_token"))).ShouldBeTrue();
        await app.RefreshAsync(Text(offline, "refresh_token"), HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_rotates_and_a_second_use_ends_all()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var first = await app.SignInAsync(app.Owner);
        var second = await app.RefreshAsync(Text(first, "refresh_token"), HttpStatusCode.OK);
        Text(second, "refresh_token").ShouldNotBe(Text(first, "refresh_token"));
        new JsonWebToken(Text(second, "id_token")).TryGetClaim("nonce", out _).ShouldBeFalse();
        Text(await app.RefreshAsync(Text(first, "refresh_token"), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        Text(await app.RefreshAsync(Text(second, "refresh_token"), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        (await identity.LivesAsync(Text(second, "access_token"))).ShouldBeFalse();
        (await identity.AuditedAsync(app.Owner.TenantId)).ShouldContain("session.refresh_token_reused");
    }

    [Fact]
    public async Task A_refresh_may_ask_for_less_and_never_for_more()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var first = await app.SignInAsync(app.Owner, request => request["scope"] = "openid offline_access things.read");
        var less = await app.RefreshAsync(Text(first, "refresh_token"), HttpStatusCode.OK, "things.read");
        new JsonWebToken(Text(less, "access_token")).GetClaim(TokenClaims.Scope).Value.ShouldBe("things.read");
        // What it was registered with, but not let in for, and what it was never registered with.
        foreach (var more in new[] { "things.read things.write", "api", "things.read email" })
            Text(await app.RefreshAsync(Text(less, "refresh_token"), HttpStatusCode.BadRequest, more), "error").ShouldBe("invalid_scope", more);
        var whole = await app.RefreshAsync(Text(less, "refresh_token"), HttpStatusCode.OK);
        new JsonWebToken(Text(whole, "access_token")).GetClaim(TokenClaims.Scope).Value.Split(' ').ShouldBe(["openid", "offline_access", "things.read"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_apps_refresh_token_works_for_the_app_alone()
    {
        var (app, other) = (await AppUnderTest.RegisterAsync(identity), await AppUnderTest.RegisterAsync(identity));
        var tokens = await app.SignInAsync(app.Owner);
        await identity.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.Unauthorized);
        Text(await other.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        Text(await AppUnderTest.PostAsync(identity, "token", HttpStatusCode.BadRequest, null, ("grant_type", "refresh_token"), ("client_id", "tracktok"), ("refresh_token", Text(tokens, "refresh_token"))), "error").ShouldBe("invalid_grant");
        Text(await app.RefreshAsync(app.Owner.RefreshToken, HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        // Nothing of that was a use.
        await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_public_app_signs_in_by_PKCE_alone()
    {
        var app = await AppUnderTest.RegisterAsync(identity, confidential: false);
        var tokens = await app.SignInAsync(app.Owner);
        await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.OK);
    }

    private async Task<JsonElement> UserInfoAsync(JsonElement tokens, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var client = identity.With(Text(tokens, "access_token"));
        return await Json(await client.GetAsync("/connect/userinfo"), expected);
    }
}
