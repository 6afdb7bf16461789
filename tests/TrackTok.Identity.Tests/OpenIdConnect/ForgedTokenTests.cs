using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Keys;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>An app's token, each time one step away from a good one, at every door that takes tokens: the API, userinfo and introspection.</summary>
public sealed class ForgedTokenTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private RsaSecurityKey Signer => identity.Services.GetRequiredService<KeyRing>().Current.Signer;

    [Fact]
    public async Task The_same_made_by_hand_passes_so_that_the_refusals_mean_something()
    {
        var (app, good) = await GoodAsync();
        await OpensAsync(app, Remake(good, _ => { }), opens: true);
    }

    [Fact]
    public async Task Refuses_what_is_expired_too_early_for_others_by_others_or_of_another_kind()
    {
        var (app, good) = await GoodAsync();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var stranger = RSA.Create(2048);
        var wrong = new Dictionary<string, Action<SecurityTokenDescriptor>>
        {
            ["expired"] = token => (token.IssuedAt, token.NotBefore, token.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddMinutes(-10)),
            ["not yet valid"] = token => token.NotBefore = now.AddMinutes(10),
            ["for others"] = token => token.Audience = app.Id,
            ["by others"] = token => token.Issuer = "http://evil.example.com/",
            ["by an unknown key"] = token => token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(stranger) { KeyId = Signer.KeyId }, SecurityAlgorithms.RsaSha256),
            ["an identity token's type"] = token => token.TokenType = "JWT",
            ["of a session that never was"] = token => token.Claims[TokenClaims.SessionId] = Guid.CreateVersion7().ToString(),
        };
        foreach (var (what, change) in wrong) await OpensAsync(app, Remake(good, change), opens: false, what, noun: what != "of a session that never was");
    }

    [Fact]
    public async Task Refuses_none_and_the_public_key_as_a_shared_secret_and_what_was_tampered_with()
    {
        var (app, good) = await GoodAsync();
        var parts = good.Split('.');
        foreach (var algorithm in new[] { "none", "None", "NONE" })
            await OpensAsync(app, $"{Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""")}.{parts[1]}.", opens: false, algorithm);

        using var rsa = RSA.Create(Signer.Parameters);
        foreach (var secret in new[] { rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem(), Base64UrlEncoder.Encode(Signer.Parameters.Modulus!) })
        {
            var header = Base64UrlEncoder.Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Signer.KeyId}}"}""");
            var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes($"{header}.{parts[1]}"));
            await OpensAsync(app, $"{header}.{parts[1]}.{Base64UrlEncoder.Encode(signature)}", opens: false, "HS256");
        }

        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!;
        claims["scope"] = "api";
        await OpensAsync(app, $"{parts[0]}.{Base64UrlEncoder.Encode(claims.ToJsonString())}.{parts[2]}", opens: false, "tampered");
        await OpensAsync(app, $"{parts[0]}.{parts[1]}.{parts[2][..^8]}AAAAAAAA", opens: false, "another signature");
        await OpensAsync(app, $"{parts[0]}.{parts[1]}.", opens: false, "no signature");
    }

    [Fact]
    public async Task An_identity_token_opens_nothing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        await OpensAsync(app, Text(await app.SignInAsync(app.Owner), "id_token"), opens: false);
    }

    private async Task<(AppUnderTest App, string Token)> GoodAsync()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        return (app, Text(await app.SignInAsync(app.Owner), "access_token"));
    }

    private async Task OpensAsync(AppUnderTest app, string token, bool opens, string? what = null, bool noun = true)
    {
        if (noun) (await identity.LivesAsync(token)).ShouldBe(opens, what);
        using var client = identity.With(token);
        (await client.GetAsync("/connect/userinfo")).StatusCode.ShouldBe(opens ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, what);
        (await app.SendAsync("introspect", HttpStatusCode.OK, ("token", token))).GetProperty("active").GetBoolean().ShouldBe(opens, what);
    }

    /// <summary>The same token, signed anew with our own key after a change.</summary>
    private string Remake(string token, Action<SecurityTokenDescriptor> change)
    {
        var good = new JsonWebToken(token);
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = good.Issuer,
            Audience = good.Audiences.Single(),
            IssuedAt = good.IssuedAt,
            NotBefore = good.ValidFrom,
            Expires = good.ValidTo,
            TokenType = good.Typ,
            Claims = good.Claims.Where(claim => claim.Type is not ("iss" or "aud" or "iat" or "nbf" or "exp")).ToDictionary(claim => claim.Type, claim => (object)claim.Value),
            SigningCredentials = new SigningCredentials(Signer, SecurityAlgorithms.RsaSha256),
        };
        change(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }
}
