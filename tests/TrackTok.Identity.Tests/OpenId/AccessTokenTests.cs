using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Keys;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Tests.OpenId;

/// <summary>Tokens that must not pass, each one step away from one that does.</summary>
public sealed class AccessTokenTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private RsaSecurityKey Signer => identity.Services.GetRequiredService<KeyRing>().Current.Signer;

    [Fact]
    public async Task Carries_the_documented_claims()
    {
        var person = await identity.SignInAsync("admin");
        var token = new JsonWebToken(person.AccessToken);
        (token.Typ, token.Alg, token.Subject, token.GetClaim(TokenClaims.TenantId).Value, token.GetClaim(TokenClaims.Role).Value, token.GetClaim(TokenClaims.Scope).Value)
            .ShouldBe(("at+jwt", "RS256", person.Person.Id.ToString(), person.TenantId.ToString(), "admin", "api"));
        (token.ValidTo - token.ValidFrom).ShouldBe(TimeSpan.FromHours(1));
        var milliseconds = long.Parse(token.GetClaim(TokenClaims.IssuedAtMilliseconds).Value, System.Globalization.CultureInfo.InvariantCulture);
        (milliseconds / 1000).ShouldBe(new DateTimeOffset(token.IssuedAt).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task The_same_token_made_by_hand_passes_so_that_the_refusals_mean_something() =>
        (await identity.TryAsync(await MakeAsync())).ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Refuses_a_tampered_token()
    {
        var person = await identity.SignInAsync();
        var parts = person.AccessToken.Split('.');
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(parts[1]))!;
        claims["role"] = "owner";
        (await identity.TryAsync($"{parts[0]}.{Base64UrlEncoder.Encode(claims.ToJsonString())}.{parts[2]}")).ShouldBe(HttpStatusCode.Unauthorized);
        (await identity.TryAsync($"{parts[0]}.{parts[1]}.{parts[2][..^6]}AAAAAA")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    public async Task Refuses_an_unsigned_token(string algorithm)
    {
        var parts = (await MakeAsync()).Split('.');
        var header = Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""");
        (await identity.TryAsync($"{header}.{parts[1]}.")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refuses_a_token_signed_with_the_public_key_as_a_shared_secret()
    {
        var parts = (await MakeAsync()).Split('.');
        using var rsa = RSA.Create(Signer.Parameters);
        var header = Base64UrlEncoder.Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Signer.KeyId}}"}""");
        var signature = HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes($"{header}.{parts[1]}"));
        (await identity.TryAsync($"{header}.{parts[1]}.{Base64UrlEncoder.Encode(signature)}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Refuses_what_is_expired_too_early_for_others_by_others_or_of_another_type()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var stranger = RSA.Create(2048);
        var wrong = new Dictionary<string, Action<SecurityTokenDescriptor>>
        {
            ["expired"] = token => (token.IssuedAt, token.NotBefore, token.Expires) = (now.AddHours(-2), now.AddHours(-2), now.AddMinutes(-5)),
            ["not yet valid"] = token => token.NotBefore = now.AddMinutes(5),
            ["for others"] = token => token.Audience = "someone-else",
            ["by others"] = token => token.Issuer = "http://evil.example.com/",
            ["an identity token"] = token => token.TokenType = "JWT",
            ["by an unknown key"] = token => token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(stranger) { KeyId = Signer.KeyId }, SecurityAlgorithms.RsaSha256),
            ["by another algorithm"] = token => token.SigningCredentials = new SigningCredentials(Signer, SecurityAlgorithms.RsaSha512),
            ["without a session's tenant"] = token => token.Claims.Remove(TokenClaims.TenantId),
            ["of an unknown role"] = token => token.Claims[TokenClaims.Role] = "emperor",
            ["of a service"] = token => token.Claims[TokenClaims.Scope] = "internal",
        };
        foreach (var (what, change) in wrong) (await identity.TryAsync(await MakeAsync(change))).ShouldBe(HttpStatusCode.Unauthorized, what);
    }

    private async Task<string> MakeAsync(Action<SecurityTokenDescriptor>? change = null)
    {
        var person = await identity.SignInAsync();
        var now = TimeProvider.System.GetUtcNow();
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = "http://localhost:5000/",
            Audience = "tracktok",
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.AddHours(1).UtcDateTime,
            TokenType = "at+jwt",
            Claims = new Dictionary<string, object>
            {
                [TokenClaims.Subject] = person.Person.Id.ToString(),
                [TokenClaims.TenantId] = person.TenantId.ToString(),
                [TokenClaims.Role] = "member",
                [TokenClaims.SessionId] = Sessions.RefreshSessionTests.Sid(person.AccessToken),
                [TokenClaims.Scope] = "api",
                [TokenClaims.IssuedAtMilliseconds] = now.ToUnixTimeMilliseconds(),
            },
            SigningCredentials = new SigningCredentials(Signer, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }
}
