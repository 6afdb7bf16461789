using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.Providers;

/// <summary>What an identity token must be, to be believed.</summary>
/// <param name="NonceHash">Of the nonce that the sign-in was begun with.</param>
/// <param name="BegunAt">When the sign-in was begun; an older token is of another.</param>
internal sealed record ExpectedToken(string ClientId, byte[] NonceHash, DateTimeOffset BegunAt);

/// <summary>
/// Checks identity tokens (OpenID Connect Core 1.0, section 3.1.3.7): signed by a key that the provider publishes now, by an algorithm with a public key, by and for whom it should be, in time, and
/// for this very sign-in. A key that is not known makes us ask the provider once more: it may be new.
/// </summary>
internal sealed class IdTokens(ProviderDocuments documents, TimeProvider time)
{
    /// <summary>Those of public keys. A shared secret signs nothing, and nothing goes unsigned.</summary>
    internal static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private const int Longest = 32 * 1024;
    private const int SmallestRsaKey = 2048;
    private const int LongestSubject = 255;

    /// <summary>By how much a provider's clock and ours may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Longest };

    /// <returns>The token, or a word that says what is wrong with it, for the audit trail.</returns>
    internal async Task<(JsonWebToken? Token, string? Wrong)> CheckAsync(string? text, ProviderMetadata metadata, ExpectedToken expected, CancellationToken cancellationToken)
    {
        if (Read(text) is not { } read) return (null, "no_token");
        if (!Algorithms.Contains(read.Alg)) return (null, "algorithm");
        if (read.Typ is { Length: > 0 } type && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase)) return (null, "type");
        var (token, wrong) = await VerifyAsync(text!, read, metadata, expected.ClientId, fresh: false, cancellationToken);
        if (wrong == "key") (token, wrong) = await VerifyAsync(text!, read, metadata, expected.ClientId, fresh: true, cancellationToken);
        return token is null ? (null, wrong) : Mistake(token, expected) is { } mistake ? (null, mistake) : (token, null);
    }

    private static JsonWebToken? Read(string? text)
    {
        try
        {
            return text is { Length: <= Longest } && Handler.CanReadToken(text) ? Handler.ReadJsonWebToken(text) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<(JsonWebToken? Token, string? Wrong)> VerifyAsync(string text, JsonWebToken read, ProviderMetadata metadata, string clientId, bool fresh, CancellationToken cancellationToken)
    {
        if (await documents.KeysAsync(metadata.Keys, fresh, cancellationToken) is not { } json) return (null, "keys_unreachable");
        var keys = Usable(json).Where(key => string.IsNullOrEmpty(read.Kid) || key.KeyId == read.Kid).ToList();
        if (keys.Count == 0) return (null, "key");
        var result = await Handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = keys,
            ValidIssuer = metadata.Issuer,
            ValidAudience = clientId,
            LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
        });
        return result.IsValid ? ((JsonWebToken)result.SecurityToken, null) : (null, result.Exception switch
        {
            SecurityTokenInvalidIssuerException => "issuer",
            SecurityTokenInvalidAudienceException => "audience",
            SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException => "expired",
            _ when string.IsNullOrEmpty(read.Kid) && !fresh => "key",
            _ => "signature",
        });
    }

    /// <summary>True when a key set holds a key by which a token could be checked.</summary>
    internal static bool HasUsableKey(string json) => Usable(json).Any();

    private static IEnumerable<SecurityKey> Usable(string json)
    {
        try
        {
            return new JsonWebKeySet(json).GetSigningKeys().Where(key => key is ECDsaSecurityKey or RsaSecurityKey { KeySize: >= SmallestRsaKey } or X509SecurityKey { KeySize: >= SmallestRsaKey });
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    private bool IsInTime(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && end > now - Skew && (from is not { } begin || begin < now + Skew);
    }

    private string? Mistake(JsonWebToken token, ExpectedToken expected)
    {
        if (!token.TryGetPayloadValue<string>("nonce", out var nonce) || nonce is null || !CryptographicOperations.FixedTimeEquals(SecretText.HashOf(nonce), expected.NonceHash)) return "nonce";
        var party = token.TryGetPayloadValue<string>("azp", out var azp) ? azp : null;
        if (party is null ? token.Audiences.Count() > 1 : party != expected.ClientId) return "authorized_party";
        if (!token.TryGetPayloadValue<long>("iat", out var issuedAt)) return "issued_at";
        var issued = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(issuedAt, 0, int.MaxValue * 2L));
        if (issued > time.GetUtcNow() + Skew || issued < expected.BegunAt - Skew) return "issued_at";
        return token.Subject is { Length: > 0 and <= LongestSubject } ? null : "subject";
    }
}
