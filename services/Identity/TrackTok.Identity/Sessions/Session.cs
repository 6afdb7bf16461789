using TrackTok.Tenancy;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// A person signed in to one tenant on one device: the family of all refresh tokens that follow from one sign-in. It belongs to the person, not to the tenant:
/// a change of password ends a person's sessions in all tenants.
/// </summary>
internal sealed class Session
{
    private Session()
    {
    }

    public Guid Id { get; private set; }

    public Guid PersonId { get; private set; }

    public Guid TenantId { get; private set; }

    /// <summary>The app that the person let in by it; null when the person is signed in themselves.</summary>
    public Guid? AppId { get; private set; }

    /// <summary>What the app was let in for; null for the person's own, which is confined to nothing.</summary>
    public string[]? Scopes { get; private set; }

    /// <summary>The session in which the person let the app in. It ends this one too, unless the app may go on while the person is away.</summary>
    public Guid? GrantedIn { get; private set; }

    /// <summary>The company's identity provider that the person came by, or that they came by where they let the app in; it ends this session too. Null for other ways in.</summary>
    public Guid? ProviderId { get; private set; }

    /// <summary>
    /// The person is here on the provider's word alone, which is good for that company and for nothing that is theirs in every company. Until they prove in this session by credentials of their
    /// own who they are.
    /// </summary>
    public bool IsConfined { get; private set; }

    /// <summary>The provider asked for more than one factor, so nothing is owed in this session.</summary>
    public bool ProviderSawFactor { get; private set; }

    /// <summary>The role in the newest access token.</summary>
    public Role Role { get; private set; }

    /// <summary>What the browser or program called itself.</summary>
    public string? Device { get; private set; }

    public string? Address { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the person last proved who they are, by password and second factor.</summary>
    public DateTimeOffset ProvedAt { get; private set; }

    /// <summary>The last sign-in or refresh.</summary>
    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>What the newest access token says of a second factor that the person owes; null when it says nothing.</summary>
    public DateTimeOffset? SecondFactorBy { get; private set; }

    /// <summary>Access tokens issued until then are dead although the session lives: the role changed, or the tenant was suspended.</summary>
    public DateTimeOffset? TokensDeadUntil { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it ended: one of <see cref="EndReasons"/>.</summary>
    public string? EndReason { get; private set; }

    /// <summary>True once the end stands in the revocation list; until then it is written there again and again.</summary>
    public bool IsEndListed { get; private set; }

    internal static Session Start(Guid personId, Guid tenantId, Role role, string? device, string? address, DateTimeOffset now, DateTimeOffset provedAt, DateTimeOffset? secondFactorBy) => new()
    {
        Id = Guid.CreateVersion7(now),
        PersonId = personId,
        TenantId = tenantId,
        Role = role,
        Device = device is { Length: > 300 } ? device[..300] : device,
        Address = address is { Length: > 64 } ? address[..64] : address,
        CreatedAt = now,
        LastSeenAt = now,
        ProvedAt = provedAt,
        SecondFactorBy = secondFactorBy,
    };

    /// <summary>A session on the word of a company's identity provider.</summary>
    internal void RestOn(ProvidersWord word) => (ProviderId, IsConfined, ProviderSawFactor) = (word.ProviderId, true, word.SawFactor);

    /// <summary>The provider that an access token of a confined session names; null for others.</summary>
    internal Guid? Confines => IsConfined ? ProviderId : null;

    /// <summary>A session of an app, which a person let in within a session of their own.</summary>
    internal static Session Let(Guid personId, Guid tenantId, Role role, Guid appId, string appName, string[] scopes, Guid? grantedIn, string? address, DateTimeOffset now, DateTimeOffset provedAt, DateTimeOffset? secondFactorBy, Guid? providerId)
    {
        var session = Start(personId, tenantId, role, appName, address, now, provedAt, secondFactorBy);
        (session.AppId, session.Scopes, session.GrantedIn, session.ProviderId) = (appId, scopes, grantedIn, providerId);
        return session;
    }

    /// <summary>True when an access token that was issued then may be used.</summary>
    internal bool Honours(DateTimeOffset tokenIssuedAt) => EndedAt is null && (TokensDeadUntil is not { } until || tokenIssuedAt > until);
}

/// <summary>What a session rests on that somebody opened by their company's identity provider.</summary>
/// <param name="SawFactor">The provider asked for more than one factor.</param>
/// <param name="Joins">The company may not have heard yet of the person's second factor.</param>
internal sealed record ProvidersWord(Guid ProviderId, bool SawFactor, bool Joins);

internal static class EndReasons
{
    internal const string SignedOut = "signed_out";
    internal const string RefreshTokenReused = "refresh_token_reused";
    internal const string CodeReused = "code_reused";
    internal const string ConsentWithdrawn = "consent_withdrawn";
    internal const string PasswordChanged = "password_changed";
    internal const string Revoked = "revoked";
}
