using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Testing;

/// <summary>Access tokens as Identity signs them, with a key of the tests' own that the hosted service trusts.</summary>
public static class TestTokens
{
    public const string Issuer = "http://localhost:5000";
    private static readonly RSA Key = RSA.Create(2048);

    public static string PublicKeyPem { get; } = Key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A person's token.</summary>
    public static string For(Guid tenantId, Guid userId, Role role, Guid? sessionId = null, DateTimeOffset? issuedAt = null) => Sign(issuedAt, new Dictionary<string, object>
    {
        [TokenClaims.Subject] = userId.ToString(),
        [TokenClaims.TenantId] = tenantId.ToString(),
        [TokenClaims.Role] = role.Text(),
        [TokenClaims.SessionId] = (sessionId ?? Guid.CreateVersion7()).ToString(),
        [TokenClaims.ProvedAt] = (issuedAt ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds(),
        [TokenClaims.Scope] = "api",
    });

    /// <summary>The token of an operator of the platform.</summary>
    /// <param name="provedAt">When they proved who they are; just now when null.</param>
    public static string ForOperator(Guid userId, DateTimeOffset? issuedAt = null, DateTimeOffset? provedAt = null) => Sign(issuedAt, new Dictionary<string, object>
    {
        [TokenClaims.Subject] = userId.ToString(),
        [TokenClaims.SessionId] = Guid.CreateVersion7().ToString(),
        [TokenClaims.ProvedAt] = (provedAt ?? issuedAt ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds(),
        [TokenClaims.Scope] = TokenClaims.PlatformScope,
    });

    /// <summary>A service's own token.</summary>
    public static string ForService(string service) => Sign(null, new Dictionary<string, object>
    {
        [TokenClaims.Subject] = service,
        [TokenClaims.Scope] = TokenClaims.InternalScope,
    });

    /// <summary>A token with these claims and no others.</summary>
    public static string With(Dictionary<string, object> claims, DateTimeOffset? issuedAt = null) => Sign(issuedAt, claims);

    private static string Sign(DateTimeOffset? issuedAt, Dictionary<string, object> claims)
    {
        var now = issuedAt ?? TimeProvider.System.GetUtcNow();
        claims[TokenClaims.IssuedAtMilliseconds] = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = TokenValidation.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.AddHours(1).UtcDateTime,
            TokenType = "at+jwt",
            Claims = claims,
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(Key), SecurityAlgorithms.RsaSha256),
        });
    }
}
