using TrackTok.Identity.Tokens;
using TrackTok.TenantData;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>
/// One way of a browser to an identity provider and back. It is good for ten minutes and one return; all of its secrets are kept as hashes, or sealed. The state travels with the browser's
/// address; the binding stays with whoever began, so that nobody finishes in one browser what was begun in another.
/// </summary>
internal sealed class ExternalAttempt : ITenantOwned
{
    /// <summary>Time to sign in at the provider and to come back.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>What the verifier, and what the provider said, are sealed for.</summary>
    internal const string VerifierPurpose = "external-verifier", VouchedPurpose = "external-vouched";

    private ExternalAttempt()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public Guid ProviderId { get; private set; }

    public byte[] StateHash { get; private set; } = [];

    public byte[] BindingHash { get; private set; } = [];

    public byte[] NonceHash { get; private set; } = [];

    /// <summary>The sealed secret of PKCE.</summary>
    public byte[] Verifier { get; private set; } = [];

    /// <summary>Where the provider sends the browser back to: the code is exchanged with the same.</summary>
    public string RedirectUri { get; private set; } = "";

    public DateTimeOffset BegunAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>When the browser came back; it comes back once.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    /// <summary>Sealed JSON of <see cref="VouchedPerson"/>: what the provider said of a person who has to prove something here before they are let in. Null otherwise.</summary>
    public byte[]? Vouched { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    internal static ExternalAttempt Begin(Guid tenantId, Guid providerId, AttemptSecrets secrets, byte[] sealedVerifier, string redirectUri, DateTimeOffset now) => new()
    {
        TenantId = tenantId,
        Id = Guid.CreateVersion7(now),
        ProviderId = providerId,
        StateHash = SecretText.HashOf(secrets.State),
        BindingHash = SecretText.HashOf(secrets.Binding),
        NonceHash = SecretText.HashOf(secrets.Nonce),
        Verifier = sealedVerifier,
        RedirectUri = redirectUri,
        BegunAt = now,
        ExpiresAt = now + Life,
    };

    internal bool MayReturn(DateTimeOffset now) => ReturnedAt is null && ExpiresAt > now;

    internal bool MayFinish(DateTimeOffset now) => Vouched is not null && FinishedAt is null && ExpiresAt > now;
}

/// <summary>The secrets of an attempt, before they are hashed and sealed.</summary>
/// <param name="State">Names the company and goes with the browser.</param>
/// <param name="Binding">Stays with whoever began.</param>
/// <param name="Nonce">Comes back inside the provider's token.</param>
/// <param name="Verifier">Of PKCE (RFC 7636), for the exchange of the code.</param>
internal sealed record AttemptSecrets(string State, string Binding, string Nonce, string Verifier)
{
    internal static AttemptSecrets New(Guid tenantId) => new(SecretText.NewOf(tenantId).Text, SecretText.New().Text, SecretText.New().Text, SecretText.New().Text);
}
