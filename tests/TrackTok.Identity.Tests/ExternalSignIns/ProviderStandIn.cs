using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>
/// An identity provider that a test can have lie, dawdle and forge: on a socket of its own, with a key of its own. Left alone it is an honest one, and as strict as ours: it checks secret, redirect
/// address and PKCE, and takes a code once.
/// </summary>
internal sealed class ProviderStandIn : IAsyncDisposable
{
    internal const string StandInClient = "tracktok of acme", StandInSecret = "s3cret/with:signs+";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (Dictionary<string, string> Asked, Vouched Who)> _codes = new();
    private RSA _key = RSA.Create(2048);

    private ProviderStandIn(WebApplication app) => _app = app;

    internal string Issuer { get; private set; } = "";

    /// <summary>Another for each stand-in: at the port of one that has ended, its keys may still be known.</summary>
    internal string KeyId { get; private set; } = NewKeyId();

    /// <summary>Changes the discovery document.</summary>
    internal Action<JsonObject>? Discovers { get; set; }

    /// <summary>Answers in the place of the discovery document.</summary>
    internal Func<HttpContext, Task>? InsteadOfDiscovery { get; set; }

    /// <summary>Changes the claims of identity tokens.</summary>
    internal Action<Dictionary<string, object>>? Claims { get; set; }

    /// <summary>Changes the identity token itself.</summary>
    internal Func<string, string>? Forges { get; set; }

    /// <summary>Answers in the place of the token endpoint.</summary>
    internal Func<HttpContext, Task>? InsteadOfTokens { get; set; }

    /// <summary>Answers at the userinfo endpoint; without it there is none.</summary>
    internal Func<Vouched, object>? UserInfo { get; set; }

    internal int TokensAsked => _tokensAsked;

    private int _tokensAsked;
    private Vouched? _last;

    /// <summary>Whom the provider says a browser to be.</summary>
    internal sealed record Vouched(string Subject, string? Email, bool Verified = true, string? GivenName = "Jane", string? FamilyName = "Doe", string[]? Amr = null);

    internal static async Task<ProviderStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new ProviderStandIn(app);
        app.MapGet("/.well-known/openid-configuration", http => provider.InsteadOfDiscovery is { } instead ? instead(http) : http.Response.WriteAsync(provider.Discovery().ToJsonString()));
        app.MapGet("/jwks", http => http.Response.WriteAsync(provider.KeySet()));
        app.MapPost("/token", http => provider.InsteadOfTokens is { } instead ? instead(http) : provider.ExchangeAsync(http));
        app.MapGet("/userinfo", http => http.Response.WriteAsJsonAsync(provider.UserInfo!(provider._last!)));
        await app.StartAsync();
        provider.Issuer = app.Urls.Single();
        return provider;
    }

    /// <summary>What a browser that was sent here comes back with, once this person has signed in.</summary>
    internal Dictionary<string, string> Browse(string location, Vouched who)
    {
        location.ShouldStartWith(Issuer + "/authorize?");
        var asked = QueryHelpers.ParseQuery(new Uri(location).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        (asked["response_type"], asked["client_id"], asked["code_challenge_method"], asked["scope"]).ShouldBe(("code", StandInClient, "S256", "openid email profile"));
        var code = Guid.CreateVersion7().ToString("N");
        _codes[code] = (asked, who);
        return new() { ["code"] = code, ["state"] = asked["state"], ["iss"] = Issuer };
    }

    /// <summary>Another key signs from now on, and the old one is published no more.</summary>
    internal void Rotate() => (_key, KeyId) = (RSA.Create(2048), NewKeyId());

    private static string NewKeyId() => "k" + Guid.CreateVersion7().ToString("N");

    internal string Sign(Dictionary<string, object> claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(_key) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256),
    });

    /// <summary>The published key as an attacker would use it who hopes that it is taken for a shared secret.</summary>
    internal byte[] PublicKey => Encoding.UTF8.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private JsonObject Discovery()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["jwks_uri"] = Issuer + "/jwks",
            ["response_types_supported"] = new JsonArray("code"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic"),
            ["authorization_response_iss_parameter_supported"] = true,
        };
        if (UserInfo is not null) document["userinfo_endpoint"] = Issuer + "/userinfo";
        Discovers?.Invoke(document);
        return document;
    }

    private string KeySet()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.ExportParameters(false)) { KeyId = KeyId });
        // A shared secret has no business in a key set; one that stands there must check nothing.
        return $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{KeyId}}","n":"{{key.N}}","e":"{{key.E}}"},{"kty":"oct","kid":"shared","k":"{{Base64UrlEncoder.Encode(PublicKey)}}"}]}""";
    }

    private async Task ExchangeAsync(HttpContext http)
    {
        Interlocked.Increment(ref _tokensAsked);
        var form = await http.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(StandInClient)}:{WebUtility.UrlEncode(StandInSecret)}"));
        var known = http.Request.Headers.Authorization == basic || (form["client_id"] == StandInClient && form["client_secret"] == StandInSecret && http.Request.Headers.Authorization.Count == 0);
        if (!known || form["grant_type"] != "authorization_code" || !_codes.TryRemove(form["code"].ToString(), out var given) || form["redirect_uri"] != given.Asked["redirect_uri"]
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != given.Asked["code_challenge"])
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
            return;
        }
        _last = given.Who;
        var token = Sign(ClaimsOf(given.Who, given.Asked["nonce"]));
        await http.Response.WriteAsJsonAsync(new { access_token = "at", token_type = "Bearer", id_token = Forges?.Invoke(token) ?? token });
    }

    private Dictionary<string, object> ClaimsOf(Vouched who, string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = Issuer, ["aud"] = StandInClient, ["sub"] = who.Subject, ["nonce"] = nonce, ["iat"] = now, ["exp"] = now + 300 };
        if (UserInfo is null && who.Email is not null) (claims["email"], claims["email_verified"]) = (who.Email, who.Verified);
        if (who.GivenName is not null) claims["given_name"] = who.GivenName;
        if (who.FamilyName is not null) claims["family_name"] = who.FamilyName;
        if (who.Amr is not null) claims["amr"] = who.Amr;
        Claims?.Invoke(claims);
        return claims;
    }
}
