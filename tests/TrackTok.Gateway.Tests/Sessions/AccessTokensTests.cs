using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.Gateway.Tests.Sessions;

public sealed class AccessTokensTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Fact]
    public async Task Refuses_a_request_without_a_token()
    {
        using var client = _gateway.Client();
        using var answer = await client.GetAsync("/api/v1/expenses");
        await answer.ShouldBeProblemAsync(401, "unauthenticated");
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("tampered")]
    [InlineData("expired")]
    [InlineData("another key")]
    [InlineData("no signature")]
    [InlineData("symmetric")]
    [InlineData("another audience")]
    [InlineData("an id token")]
    [InlineData("of a service")]
    [InlineData("basic")]
    [InlineData("empty")]
    public async Task Refuses_a_bad_token_and_bothers_no_service(string kind)
    {
        var tenant = _gateway.Tenants.Add();
        using var client = _gateway.Client();
        var mark = GatewayFixture.Mark(client);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Bad(kind, tenant));
        using var answer = await client.GetAsync("/api/v1/expenses");
        await answer.ShouldBeProblemAsync(401, "invalid_token");
        answer.Headers.WwwAuthenticate.ToString().ShouldContain("invalid_token");
        _gateway["expenses"].Requests.ShouldNotContain(seen => seen.Headers["X-Request-Id"] == mark);
    }

    [Theory]
    [InlineData("/api/v1/auth/login")]
    [InlineData("/api/v1/auth/refresh")]
    [InlineData("/connect/token")]
    public async Task Minds_no_token_on_an_open_route(string path)
    {
        using var client = _gateway.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer not.a.token");
        using var answer = await client.PostAsync(path, new StringContent("{}"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_was_good_is_refused_once_it_has_expired()
    {
        var tenant = _gateway.Tenants.Add();
        // Expired 20 seconds ago: within the tolerance for clocks, and over it eleven seconds later.
        using var client = _gateway.Client(tenant, issuedAt: TimeProvider.System.GetUtcNow().AddHours(-1).AddSeconds(-20));
        using var first = await client.GetAsync("/api/v1/expenses");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Task.Delay(TimeSpan.FromSeconds(11));
        using var second = await client.GetAsync("/api/v1/expenses");
        await second.ShouldBeProblemAsync(401, "invalid_token");
    }

    [Fact]
    public async Task Says_503_when_the_keys_cannot_be_had()
    {
        await using var alone = await GatewayFixture.StartAsync(settings =>
        {
            settings["Tokens:PublicKeyPem"] = "";
            settings["Tokens:Authority"] = "http://127.0.0.1:9";
        });
        using var client = alone.Client(alone.Tenants.Add());
        using var answer = await client.GetAsync("/api/v1/expenses");
        await answer.ShouldBeProblemAsync(503, "unavailable");
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    private static string Bad(string kind, Tenants.Contracts.Tenant tenant)
    {
        var good = GatewayFixture.Token(tenant);
        var claims = new Dictionary<string, object>
        {
            [TokenClaims.Subject] = Guid.CreateVersion7().ToString(),
            [TokenClaims.TenantId] = tenant.Id,
            [TokenClaims.Role] = "owner",
        };
        return kind switch
        {
            "nonsense" => "Bearer not.a.token",
            "tampered" => "Bearer " + good[..^6] + "AAAAAA",
            "expired" => "Bearer " + GatewayFixture.Token(tenant, issuedAt: TimeProvider.System.GetUtcNow().AddHours(-2)),
            "another key" => "Bearer " + Sign(claims, new SigningCredentials(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256)),
            "no signature" => "Bearer " + Sign(claims, null),
            "symmetric" => "Bearer " + Sign(claims, new SigningCredentials(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(TestTokens.PublicKeyPem)), SecurityAlgorithms.HmacSha256)),
            "another audience" => "Bearer " + TestTokens.With(claims).Replace("tracktok", "other", StringComparison.Ordinal)[..^1] + "x",
            "an id token" => "Bearer " + Sign(claims, null, "JWT"),
            "of a service" => "Bearer " + TestTokens.ForService("expenses"),
            "basic" => "Basic dXNlcjpwYXNz",
            _ => "Bearer ",
        };
    }

    private static string Sign(Dictionary<string, object> claims, SigningCredentials? credentials, string type = "at+jwt") => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TestTokens.Issuer,
        Audience = TokenValidation.Audience,
        Expires = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
        TokenType = type,
        Claims = claims,
        SigningCredentials = credentials,
    });
}
