using System.Globalization;
using System.Security.Claims;

namespace TrackTok.Tenancy;

/// <summary>The names of the claims in TrackTok's access tokens (SPEC 3.3).</summary>
public static class TokenClaims
{
    public const string Subject = "sub";
    public const string TenantId = "tenant_id";
    public const string Role = "role";
    public const string SessionId = "sid";
    public const string Scope = "scope";

    /// <summary>When the token was issued, in milliseconds since 1970: what revocation compares, because <c>iat</c> counts whole seconds only.</summary>
    public const string IssuedAtMilliseconds = "iat_ms";

    /// <summary>When the person last proved who they are, by password and second factor, in seconds since 1970 (OpenID Connect's name for it).</summary>
    public const string ProvedAt = "auth_time";

    /// <summary>The API key that the token was made for; absent from a person's own.</summary>
    public const string KeyId = "key_id";

    /// <summary>
    /// In the tokens of a person without a second factor, where their company asks for one: from when on, in seconds since 1970, the token is good for nothing but setting one up.
    /// </summary>
    public const string SecondFactorBy = "second_factor_by";

    /// <summary>
    /// The company's identity provider on whose word alone the person is signed in; absent once they proved in the session who they are by credentials of their own. Such a session is good for the
    /// company, and for nothing that belongs to the person in every company.
    /// </summary>
    public const string ProviderId = "idp";

    /// <summary>The app that the token was made for (RFC 9068); absent from tokens of people and their keys.</summary>
    public const string AppId = "client_id";

    /// <summary>The scope of a person's own session: all that the role allows.</summary>
    public const string FullScope = "api";

    /// <summary>The scope that only tokens of TrackTok's own services carry.</summary>
    public const string InternalScope = "internal";

    /// <summary>The scope that only tokens of platform operators carry; they name no tenant and no role.</summary>
    public const string PlatformScope = "platform";
}

/// <summary>
/// The installation itself, above all tenants (SPEC 2.7). Where something must say for which tenant it is and is for none, such as an operator's session and its audit
/// entries, it says this id. No tenant has it.
/// </summary>
public static class Platform
{
    public static readonly Guid Id = new("00000000-0000-7000-8000-000000000001");
}

/// <summary>
/// Who asks: a person in one tenant, an operator of the platform (<see cref="Platform.Id"/> for a tenant and no role), or one of our own services. Read from the signed token
/// and from nothing else.
/// </summary>
public sealed record Caller(Guid? UserId, Guid? TenantId, Role? Role, Guid? SessionId, bool IsService, string Subject)
{
    /// <summary>Nobody: a route that is open to all.</summary>
    public static readonly Caller Anonymous = new(null, null, null, null, false, "anonymous");

    /// <summary>The system itself: jobs and reactions to events.</summary>
    public static readonly Caller System = new(null, null, null, null, true, "system");

    /// <summary>The id of the person.</summary>
    /// <exception cref="InvalidOperationException">The caller is no person; the route should have asked for a permission.</exception>
    public Guid Person => UserId ?? throw new InvalidOperationException("The caller is not a person.");

    /// <summary>When the person last proved who they are, by password and second factor, in seconds since 1970; 0 when the token does not say.</summary>
    public long ProvedAt { get; init; }

    /// <summary>From when on the person can do nothing here but set up a second factor, in seconds since 1970; null when they have one, or nobody asks for it.</summary>
    public long? SecondFactorBy { get; init; }

    /// <summary>The API key by which the person asks; null when they are signed in themselves.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The app of somebody else's that asks, for a person or for itself; null for people and their keys.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The company's identity provider on whose word alone the person is here; null when they proved it by credentials of their own.</summary>
    public Guid? ProviderId { get; init; }

    /// <summary>The permissions that the token is confined to, whatever the role allows beyond; null when it is not confined.</summary>
    public IReadOnlySet<string>? Scopes { get; init; }

    /// <summary>An operator of the platform, who may do nothing inside a tenant.</summary>
    public bool IsOperator => TenantId == Platform.Id && UserId is not null;

    public Reach Reaches(Permission permission) => Role is { } role ? permission.For(role) : Reach.None;

    /// <summary>True when the permission reaches only to what is the caller's own.</summary>
    public bool OnlyOwn(Permission permission) => Reaches(permission) == Reach.Own;

    public static Caller From(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true }) return Anonymous;
        var subject = principal.FindFirstValue(TokenClaims.Subject) ?? "";
        var isOperator = HasScope(principal, TokenClaims.PlatformScope);
        return new Caller(
            Guid.TryParse(subject, out var user) ? user : null,
            isOperator ? Platform.Id : Id(principal, TokenClaims.TenantId),
            isOperator ? null : RoleNames.Parse(principal.FindFirstValue(TokenClaims.Role)),
            Id(principal, TokenClaims.SessionId),
            HasScope(principal, TokenClaims.InternalScope),
            subject)
        {
            ProvedAt = long.TryParse(principal.FindFirstValue(TokenClaims.ProvedAt), CultureInfo.InvariantCulture, out var at) ? at : 0,
            SecondFactorBy = long.TryParse(principal.FindFirstValue(TokenClaims.SecondFactorBy), CultureInfo.InvariantCulture, out var by) ? by : null,
            KeyId = Id(principal, TokenClaims.KeyId),
            AppId = Id(principal, TokenClaims.AppId),
            ProviderId = Id(principal, TokenClaims.ProviderId),
            Scopes = ScopesOf(principal),
        };
    }

    /// <summary>Whatever is no token of a whole session, an operator or a service is confined to the scopes that it names.</summary>
    private static HashSet<string>? ScopesOf(ClaimsPrincipal principal)
    {
        var scopes = principal.FindAll(TokenClaims.Scope).SelectMany(scope => scope.Value.Split(' ')).ToHashSet(StringComparer.Ordinal);
        return scopes.Contains(TokenClaims.FullScope) || scopes.Contains(TokenClaims.InternalScope) || scopes.Contains(TokenClaims.PlatformScope) ? null : scopes;
    }

    private static bool HasScope(ClaimsPrincipal principal, string wanted) => principal.FindAll(TokenClaims.Scope).Any(scope => scope.Value.Split(' ').Contains(wanted));

    private static Guid? Id(ClaimsPrincipal principal, string claim) => Guid.TryParse(principal.FindFirstValue(claim), out var id) ? id : null;
}
