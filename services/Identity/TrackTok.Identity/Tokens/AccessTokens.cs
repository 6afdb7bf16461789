using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Keys;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Tokens;

/// <summary>Signs access tokens (SPEC 3.3): JWTs of type <c>at+jwt</c>, RS256, valid for an hour, for the audience <c>tracktok</c>.</summary>
internal sealed class AccessTokens(KeyRing keys, IConfiguration configuration, TimeProvider time)
{
    internal static readonly TimeSpan Life = TimeSpan.FromHours(1);
    internal const string ApiScope = TokenClaims.FullScope;
    internal static readonly TimeSpan LifeOfKeys = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The public address of this installation, as tokens and the discovery document name it: with a slash at the end.</summary>
    internal static Uri Issuer(IConfiguration configuration) =>
        new((configuration["Identity:Issuer"] ?? configuration["Tokens:Issuer"] ?? "http://localhost:5000").TrimEnd('/') + "/");

    /// <summary>A person's token for one tenant; for the platform, an operator's, which names no tenant and no role.</summary>
    /// <param name="secondFactorBy">For who owes the tenant a second factor: the end of their grace.</param>
    /// <param name="providerId">For who is there on the word of the tenant's identity provider alone: the provider.</param>
    internal string ForPerson(Guid personId, Guid tenantId, Role role, Guid sessionId, DateTimeOffset now, DateTimeOffset provedAt, DateTimeOffset? secondFactorBy, Guid? providerId = null) => Sign(now, tenantId == Platform.Id
        ? new()
        {
            [TokenClaims.Subject] = personId.ToString(),
            [TokenClaims.SessionId] = sessionId.ToString(),
            [TokenClaims.ProvedAt] = provedAt.ToUnixTimeSeconds(),
            [TokenClaims.Scope] = TokenClaims.PlatformScope,
        }
        : new()
        {
            [TokenClaims.Subject] = personId.ToString(),
            [TokenClaims.TenantId] = tenantId.ToString(),
            [TokenClaims.Role] = role.Text(),
            [TokenClaims.SessionId] = sessionId.ToString(),
            [TokenClaims.ProvedAt] = provedAt.ToUnixTimeSeconds(),
            [TokenClaims.Scope] = ApiScope,
        }, secondFactorBy: secondFactorBy, providerId: providerId);

    /// <summary>A token for the bearer of an API key: as the person who made the key, in their present role, confined to the key's scopes, for a few minutes.</summary>
    internal string ForKey(Guid personId, Guid tenantId, Role role, Guid keyId, IEnumerable<string> scopes, DateTimeOffset now, DateTimeOffset until, DateTimeOffset? secondFactorBy) => Sign(now, new()
    {
        [TokenClaims.Subject] = personId.ToString(),
        [TokenClaims.TenantId] = tenantId.ToString(),
        [TokenClaims.Role] = role.Text(),
        [TokenClaims.SessionId] = keyId.ToString(),
        [TokenClaims.KeyId] = keyId.ToString(),
        [TokenClaims.Scope] = string.Join(' ', scopes),
    }, until, secondFactorBy);

    /// <summary>A token for an app that a person let in: as the person, in their present role, confined to what they let it do.</summary>
    internal string ForApp(Sessions.Session session, Role role, IEnumerable<string> scopes, DateTimeOffset now, DateTimeOffset? secondFactorBy) => Sign(now, new()
    {
        [TokenClaims.Subject] = session.PersonId.ToString(),
        [TokenClaims.TenantId] = session.TenantId.ToString(),
        [TokenClaims.Role] = role.Text(),
        [TokenClaims.SessionId] = session.Id.ToString(),
        [TokenClaims.ProvedAt] = session.ProvedAt.ToUnixTimeSeconds(),
        [TokenClaims.AppId] = session.AppId!.Value.ToString(),
        [TokenClaims.Scope] = string.Join(' ', scopes),
    }, secondFactorBy: secondFactorBy);

    /// <summary>
    /// A token for an app itself, in its company: it does what its scopes name as an admin would, never what asks for a person. The app is its subject and its session, so that its end
    /// ends the token.
    /// </summary>
    internal string ForAppItself(Guid appId, Guid tenantId, IEnumerable<string> scopes, DateTimeOffset now) => Sign(now, new()
    {
        [TokenClaims.Subject] = appId.ToString(),
        [TokenClaims.TenantId] = tenantId.ToString(),
        [TokenClaims.Role] = Role.Admin.Text(),
        [TokenClaims.SessionId] = appId.ToString(),
        [TokenClaims.KeyId] = appId.ToString(),
        [TokenClaims.AppId] = appId.ToString(),
        [TokenClaims.Scope] = string.Join(' ', scopes),
    });

    /// <summary>One of our own services' token, by which it calls the others.</summary>
    internal string ForService(string service) => Sign(time.GetUtcNow(), new()
    {
        [TokenClaims.Subject] = service,
        [TokenClaims.Scope] = TokenClaims.InternalScope,
    });

    private readonly string _issuer = Issuer(configuration).AbsoluteUri;

    private string Sign(DateTimeOffset now, Dictionary<string, object> claims, DateTimeOffset? until = null, DateTimeOffset? secondFactorBy = null, Guid? providerId = null)
    {
        if (secondFactorBy is { } by) claims[TokenClaims.SecondFactorBy] = by.ToUnixTimeSeconds();
        if (providerId is { } provider) claims[TokenClaims.ProviderId] = provider.ToString();
        claims[TokenClaims.IssuedAtMilliseconds] = now.ToUnixTimeMilliseconds();
        claims[JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7(now).ToString("N");
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _issuer,
            Audience = TokenValidation.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (until ?? now + Life).UtcDateTime,
            TokenType = "at+jwt",
            Claims = claims,
            SigningCredentials = new SigningCredentials(keys.Current.Signer, SecurityAlgorithms.RsaSha256),
        });
    }
}
