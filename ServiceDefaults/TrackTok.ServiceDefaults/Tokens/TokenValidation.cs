using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Validates access tokens against Identity's published keys: issuer, audience, life, type and an RSA signature; never <c>none</c>, never a symmetric key.
/// A token that was found valid is remembered until it expires, because checking a signature costs more than the rest of a request's edge.
/// </summary>
public static class TokenValidation
{
    public const string Audience = "tracktok";

    public static void AddTokenValidation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpClient("oidc");
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.LoadNoKeyRing();
        services.AddSingleton<ValidatedTokens>();
        services.AddHostedService<KeyRefresh>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IHttpClientFactory, ValidatedTokens>((options, clients, validated) =>
        {
            var authority = configuration["Tokens:Authority"] ?? "http://identity";
            options.MapInboundClaims = false;
            options.RequireHttpsMetadata = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuers = Issuers(configuration["Tokens:Issuer"] ?? "http://localhost:5000"),
                ValidAudience = Audience,
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
                ClockSkew = TimeSpan.FromSeconds(30),
                NameClaimType = TokenClaims.Subject,
                RoleClaimType = TokenClaims.Role,
            };
            if (configuration["Tokens:PublicKeyPem"] is { Length: > 0 } pem)
            {
                var key = RSA.Create();
                key.ImportFromPem(pem);
                options.TokenValidationParameters.IssuerSigningKey = new RsaSecurityKey(key);
                options.Configuration = new OpenIdConnectConfiguration();
            }
            else
            {
                options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                    authority + "/.well-known/jwks", new KeysRetriever(),
                    new HttpDocumentRetriever(clients.CreateClient("oidc")) { RequireHttps = false })
                { RefreshInterval = KeyRefresh.AtMostEvery(configuration) };
            }
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(new RememberingTokenHandler(validated) { MapInboundClaims = false });
        });
    }

    /// <summary>Whoever asks for authentication gets a ring of keys for cookies, which is made, written to the disk and read at the start. Here nothing is sealed by it, so none is loaded: to be said after whoever asks.</summary>
    public static void LoadNoKeyRing(this IServiceCollection services)
    {
        foreach (var loader in services.Where(service => service.ImplementationType?.FullName == "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService").ToList()) services.Remove(loader);
    }

    /// <summary>When the token was issued, in milliseconds since 1970; its whole seconds when it does not say more.</summary>
    public static long IssuedAt(ClaimsPrincipal principal)
    {
        if (long.TryParse(principal.FindFirstValue(TokenClaims.IssuedAtMilliseconds), CultureInfo.InvariantCulture, out var exact)) return exact;
        return long.TryParse(principal.FindFirstValue("iat"), CultureInfo.InvariantCulture, out var seconds) ? seconds * 1000 : 0;
    }

    /// <summary>The issuer with and without a trailing slash, because OpenID Connect servers write it both ways.</summary>
    private static string[] Issuers(string issuer) => [issuer.TrimEnd('/'), issuer.TrimEnd('/') + "/"];

    /// <summary>Reads the key set itself: the discovery document names it by its public address, which need not be reachable from inside.</summary>
    private sealed class KeysRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = new OpenIdConnectConfiguration { JsonWebKeySet = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)) };
            foreach (var key in configuration.JsonWebKeySet.GetSigningKeys()) configuration.SigningKeys.Add(key);
            return configuration;
        }
    }

    private sealed class RememberingTokenHandler(ValidatedTokens validated) : JsonWebTokenHandler
    {
        public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            if (validated.Find(token) is { } known) return known;
            var result = await base.ValidateTokenAsync(token, validationParameters);
            if (result.IsValid) validated.Remember(token, result);
            return result;
        }
    }
}

/// <summary>Tokens found valid, by the SHA-256 of their text, until they expire. Bounded: when full, the oldest half is forgotten.</summary>
public sealed class ValidatedTokens(TimeProvider time)
{
    private const int Most = 20_000;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Hash, (TokenValidationResult Result, long Expires)> _known = new();

    public TokenValidationResult? Find(string token)
    {
        if (!_known.TryGetValue(Hash.Of(token), out var entry)) return null;
        return time.GetUtcNow().ToUnixTimeSeconds() < entry.Expires ? entry.Result : null;
    }

    public void Remember(string token, TokenValidationResult result)
    {
        if (_known.Count >= Most) foreach (var (hash, _) in _known.OrderBy(pair => pair.Value.Expires).Take(Most / 2)) _known.TryRemove(hash, out _);
        _known[Hash.Of(token)] = (result, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero).ToUnixTimeSeconds());
    }

    /// <summary>Forgets everything: after a change of keys.</summary>
    public void Clear() => _known.Clear();

    private readonly record struct Hash(UInt128 High, UInt128 Low)
    {
        internal static Hash Of(string token)
        {
            Span<byte> bytes = token.Length <= 2048 ? stackalloc byte[token.Length * 3] : new byte[token.Length * 3];
            var length = Encoding.UTF8.GetBytes(token, bytes);
            Span<byte> hash = stackalloc byte[32];
            SHA256.HashData(bytes[..length], hash);
            return new Hash(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash), System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
