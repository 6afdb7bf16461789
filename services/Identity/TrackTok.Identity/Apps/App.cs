using TrackTok.TenantData;

namespace TrackTok.Identity.Apps;

/// <summary>
/// An application of somebody else's that a company lets in: on behalf of its people, whom it sends here to sign in and consent, or by its own credentials. It does what its scopes name
/// and no more. Its id is its <c>client_id</c>. How it proves who it is, the OpenID Connect server keeps.
/// </summary>
internal sealed class App : IAudited
{
    internal const int LongestName = 100;

    /// <summary>How many a company may have.</summary>
    internal const int Most = 50;

    private App()
    {
    }

    public static string AuditNoun => "app";

    string IAudited.KnownBy => nameof(Name);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public string Name { get; private set; } = "";

    /// <summary>One of <see cref="AppKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Where browsers may be sent back to: exactly these.</summary>
    public string[] RedirectUris { get; private set; } = [];

    /// <summary>Where browsers may be sent to after signing out: exactly these.</summary>
    public string[] PostLogoutRedirectUris { get; private set; } = [];

    /// <summary>What it may ask for: names of permissions, and what <see cref="AppScopes.OfPerson"/> lists.</summary>
    public string[] Scopes { get; private set; } = [];

    /// <summary>Some of <see cref="AppGrants"/>.</summary>
    public string[] Grants { get; private set; } = [];

    public Guid CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Since when its secret is the one it has; null for an app that can keep none.</summary>
    public DateTimeOffset? SecretSince { get; private set; }

    /// <summary>Tokens that it was given for itself until then are dead: it revoked them, or may do less now.</summary>
    public DateTimeOffset? OwnTokensDeadUntil { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    internal bool IsConfidential => Kind == AppKinds.Confidential;

    internal static App Register(string name, string kind, AppTerms terms, Guid createdBy, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name.Trim(),
        Kind = kind,
        RedirectUris = terms.RedirectUris,
        PostLogoutRedirectUris = terms.PostLogoutRedirectUris,
        Scopes = terms.Scopes,
        Grants = terms.Grants,
        CreatedBy = createdBy,
        CreatedAt = now,
        UpdatedAt = now,
        SecretSince = kind == AppKinds.Confidential ? now : null,
    };

    /// <summary>Takes other terms.</summary>
    /// <returns>True when it may do less than before, so that what it holds must end.</returns>
    internal bool Revise(string name, AppTerms terms, DateTimeOffset now)
    {
        var less = Scopes.Except(terms.Scopes).Any() || Grants.Except(terms.Grants).Any();
        if (name.Trim() == Name && terms.Same(AppTerms.Of(this))) return false;
        (Name, RedirectUris, PostLogoutRedirectUris, Scopes, Grants, UpdatedAt) = (name.Trim(), terms.RedirectUris, terms.PostLogoutRedirectUris, terms.Scopes, terms.Grants, now);
        return less;
    }

    /// <summary>Its secret was replaced.</summary>
    internal void RenewSecret(DateTimeOffset now) => (SecretSince, UpdatedAt) = (now, now);

    internal void EndOwnTokens(DateTimeOffset now) => OwnTokensDeadUntil = now;

    internal void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    /// <summary>True when a token that it was given for itself then may be used.</summary>
    internal bool Honours(DateTimeOffset tokenIssuedAt) => RevokedAt is null && (OwnTokensDeadUntil is not { } until || tokenIssuedAt > until);
}

/// <summary>Whether an app can keep a secret.</summary>
internal static class AppKinds
{
    /// <summary>Runs on people's devices, where nothing stays secret: it proves itself by its redirect address and PKCE.</summary>
    internal const string Public = "public";

    /// <summary>Runs on a server of its own and has a secret.</summary>
    internal const string Confidential = "confidential";
}

/// <summary>By what an app may come to tokens.</summary>
internal static class AppGrants
{
    internal const string AuthorizationCode = "authorization_code";
    internal const string RefreshToken = "refresh_token";
    internal const string ClientCredentials = "client_credentials";

    internal static readonly string[] All = [AuthorizationCode, RefreshToken, ClientCredentials];
}
