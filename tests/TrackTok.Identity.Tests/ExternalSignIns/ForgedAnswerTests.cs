using System.Net;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>What comes back from a provider and is not what it should be lets nobody in, and the company's trail says why.</summary>
public sealed class ForgedAnswerTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static readonly Dictionary<string, (string Reason, Action<Dictionary<string, object>> Change)> Claims = new()
    {
        ["nonce of another sign-in"] = ("nonce", claims => claims["nonce"] = "n-0S6_WzA2Mj"),
        ["no nonce"] = ("nonce", claims => claims.Remove("nonce")),
        ["for another client"] = ("audience", claims => claims["aud"] = "somebody-else"),
        ["for several, and nobody says for whom"] = ("authorized_party", claims => claims["aud"] = new[] { StandInClient, "somebody-else" }),
        ["for us and another, made for the other"] = ("authorized_party", claims => (claims["aud"], claims["azp"]) = (new[] { StandInClient, "somebody-else" }, "somebody-else")),
        ["of another issuer"] = ("issuer", claims => claims["iss"] = "https://accounts.example.com"),
        ["of the issuer with a slash more"] = ("issuer", claims => claims["iss"] += "/"),
        ["expired"] = ("expired", claims => (claims["iat"], claims["exp"]) = (Now - 600, Now - 300)),
        ["without an end"] = ("expired", claims => claims.Remove("exp")),
        ["not good yet"] = ("expired", claims => claims["nbf"] = Now + 600),
        ["made before the sign-in was begun"] = ("issued_at", claims => claims["iat"] = Now - 900),
        ["made in the future"] = ("issued_at", claims => claims["iat"] = Now + 900),
        ["of no known time"] = ("issued_at", claims => claims.Remove("iat")),
        ["of nobody"] = ("subject", claims => claims["sub"] = ""),
    };

    public static TheoryData<string> Changes => [.. Claims.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Refuses_a_token_that_is(string what)
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        provider.Claims = Claims[what].Change;
        await RefusedAsync(company, provider, who, Claims[what].Reason);

        // The same person by an honest answer: what was refused was the change and nothing else.
        provider.Claims = null;
        await company.SignInAsync(provider, who);
    }

    [Theory]
    [InlineData("none", "algorithm")]
    [InlineData("HS256 with the public key", "algorithm")]
    [InlineData("HS256 with the client secret", "algorithm")]
    [InlineData("another key of the same name", "signature")]
    [InlineData("a key that is not published", "key")]
    [InlineData("changed after signing", "signature")]
    [InlineData("an access token", "type")]
    [InlineData("no token", "no_token")]
    [InlineData("a token's shape around nonsense", "no_token")]
    public async Task Refuses_a_token_that_is_signed_by(string how, string reason)
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        provider.Forges = token => Forge(provider, new JsonWebToken(token), token, how);
        await RefusedAsync(company, provider, company.Newcomer(), reason);
    }

    [Fact]
    public async Task A_new_key_is_learned_and_an_old_one_forgotten()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        await company.SignInAsync(provider, who);
        provider.Rotate();
        await company.SignInAsync(provider, who);
        provider.Rotate();
        await company.SignInAsync(provider, who);
    }

    [Theory]
    [InlineData("https://accounts.example.com")]
    [InlineData(null)]
    public async Task An_answer_in_the_name_of_another_provider_or_of_none_is_not_exchanged(string? named)
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var started = await company.StartAsync();
        var back = provider.Browse(Text(started, "location"), company.Newcomer());
        back.Remove("iss");
        if (named is not null) back["iss"] = named;
        Code(await company.ReturnAsync(started, back, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_refused");
        provider.TokensAsked.ShouldBe(0);
        await ReasonAsync(company, "mixed_up_issuer");
    }

    [Fact]
    public async Task What_the_userinfo_endpoint_says_of_another_subject_is_not_used()
    {
        await using var provider = await StartAsync();
        provider.UserInfo = who => new { sub = who.Subject, email = who.Email, email_verified = true };
        var company = await ExternalCompany.FoundAsync(identity, provider);
        await company.SignInAsync(provider, company.Newcomer());
        provider.UserInfo = who => new { sub = "another", email = who.Email, email_verified = true };
        await RefusedAsync(company, provider, company.Newcomer(), "user_info");
    }

    private static string Forge(ProviderStandIn provider, JsonWebToken read, string token, string how)
    {
        var claims = read.Claims.GroupBy(claim => claim.Type).ToDictionary(group => group.Key, group => long.TryParse(group.First().Value, out var number) ? number : bool.TryParse(group.First().Value, out var flag) ? flag : (object)group.First().Value);
        return how switch
        {
            "none" => Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + read.EncodedPayload + ".",
            "HS256 with the public key" => Shared(claims, provider.PublicKey, provider.KeyId),
            "HS256 with the client secret" => Shared(claims, [.. Encoding.UTF8.GetBytes(StandInSecret), .. new byte[32]], "shared"),
            "another key of the same name" => Signed(claims, provider.KeyId, "JWT"),
            "a key that is not published" => Signed(claims, "nobody-knows", "JWT"),
            "changed after signing" => $"{read.EncodedHeader}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(read.EncodedPayload).Replace("Jane", "Jack", StringComparison.Ordinal))}.{read.EncodedSignature}",
            "an access token" => Signed(claims, provider.KeyId, "at+jwt"),
            "a token's shape around nonsense" => read.EncodedHeader + "." + Base64UrlEncoder.Encode("nonsense") + "." + read.EncodedSignature,
            _ => "not-a-token",
        };
    }

    private static string Shared(Dictionary<string, object> claims, byte[] secret, string keyId) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(secret) { KeyId = keyId }, SecurityAlgorithms.HmacSha256),
    });

    private static string Signed(Dictionary<string, object> claims, string keyId, string type)
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            TokenType = type,
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(key) { KeyId = keyId, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, SecurityAlgorithms.RsaSha256),
        });
    }

    private async Task RefusedAsync(ExternalCompany company, ProviderStandIn provider, Vouched who, string reason)
    {
        Code(await company.SignInAsync(provider, who, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_refused");
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM people WHERE email = '{who.Email}'")).ShouldBe(0);
        await ReasonAsync(company, reason);
    }

    private async Task ReasonAsync(ExternalCompany company, string reason) =>
        (await identity.Database.ScalarAsync<string>($"SELECT changes -> 'value' -> 1 ->> 'reason' FROM audit_entries WHERE tenant_id = '{company.TenantId}' AND action = 'person.external_sign_in_failed' ORDER BY sequence DESC LIMIT 1")).ShouldBe(reason);
}
