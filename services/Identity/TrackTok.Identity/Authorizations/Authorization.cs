using TrackTok.Identity.Tokens;
using TrackTok.TenantData;

namespace TrackTok.Identity.Authorizations;

/// <summary>
/// One way of an app to a person's tokens, from the question to the session: the app sends a browser here, a person of the company decides, the browser goes back with a code, the app
/// exchanges the code. Each step has a secret of its own, kept as a hash, and happens once. Whoever knows the question's handle can ask it anew but not hear the answer: that is told to who decided.
/// </summary>
internal sealed class Authorization : ITenantOwned
{
    /// <summary>Time to sign in and decide.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Time for the browser to come back with the decision.</summary>
    internal static readonly TimeSpan WayBack = TimeSpan.FromMinutes(2);

    /// <summary>Time for the app to exchange the code.</summary>
    internal static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);

    /// <summary>Rows are kept that long, so that a second use of a code is noticed.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private Authorization()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public Guid AppId { get; private set; }

    /// <summary>Of the text that names the question in the consent page's address.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>JSON: the parameters as the app sent them.</summary>
    public string Parameters { get; private set; } = "{}";

    public string[] Scopes { get; private set; } = [];

    /// <summary>The app asked for an answer without a question to the person (<c>prompt=none</c>).</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>The app asked that the person be asked whatever they decided before (<c>prompt=consent</c>).</summary>
    public bool AsksConsent { get; private set; }

    /// <summary>The person must have proved who they are since then (<c>prompt=login</c>, <c>max_age</c>); null when any living session will do.</summary>
    public DateTimeOffset? ProofSince { get; private set; }

    /// <summary>The person whom the app expects (<c>id_token_hint</c>).</summary>
    public Guid? Expects { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Who decided; null until then, and when nobody was there.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>In which session they decided.</summary>
    public Guid? DecidedIn { get; private set; }

    /// <summary>When the person had last proved who they are, as they decided.</summary>
    public DateTimeOffset? ProvedAt { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>The error that the app gets; null when it was let in.</summary>
    public string? Error { get; private set; }

    /// <summary>Of the text by which the browser comes back with the decision.</summary>
    public byte[]? ReturnHash { get; private set; }

    public DateTimeOffset? ReturnedAt { get; private set; }

    public byte[]? CodeHash { get; private set; }

    public DateTimeOffset? CodeUsedAt { get; private set; }

    /// <summary>The session that the code was exchanged for.</summary>
    public Guid? SessionId { get; private set; }

    internal bool IsOpen(DateTimeOffset now) => DecidedAt is null && ExpiresAt > now;

    internal bool IsCodeGood(DateTimeOffset now) => CodeUsedAt is null && ReturnedAt + CodeLife > now;

    /// <summary>True when somebody who proved who they are at that time must do so again.</summary>
    internal bool AsksProof(DateTimeOffset provedAt) => ProofSince is { } since && provedAt < since;

    /// <summary>The question, and the text that names it.</summary>
    internal static (Authorization Asked, string Handle) Ask(Guid tenantId, Guid appId, string parameters, string[] scopes, AuthorizationWishes wishes, DateTimeOffset now)
    {
        var (handle, hash) = SecretText.NewOf(tenantId);
        return (new Authorization
        {
            TenantId = tenantId,
            Id = Guid.CreateVersion7(now),
            AppId = appId,
            Hash = hash,
            Parameters = parameters,
            Scopes = scopes,
            IsQuiet = wishes.IsQuiet,
            AsksConsent = wishes.AsksConsent,
            ProofSince = wishes.ProofSince,
            Expects = wishes.Expects,
            AskedAt = now,
            ExpiresAt = now + Patience,
        }, handle);
    }
}

/// <summary>How an app wants the person to be asked.</summary>
internal sealed record AuthorizationWishes(bool IsQuiet, bool AsksConsent, DateTimeOffset? ProofSince, Guid? Expects);
