using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.Emails;

internal enum ProofKind
{
    /// <summary>That the account's address is the person's.</summary>
    Address = 0,

    /// <summary>That the address to change to is the person's.</summary>
    NewAddress = 1,

    /// <summary>That whoever reads the present address agrees to the change.</summary>
    OldAddress = 2,
}

/// <summary>A link that was mailed to an address and proves, when it is used, that its reader agrees (SPEC 3.8). Kept as a hash, good once.</summary>
internal sealed class EmailProof
{
    internal static readonly TimeSpan LifeOfVerification = TimeSpan.FromDays(7);
    internal static readonly TimeSpan LifeOfChange = TimeSpan.FromDays(1);

    /// <summary>How many a person has sent within an hour.</summary>
    internal const int MostInAnHour = 6;

    private EmailProof()
    {
    }

    public Guid Id { get; private set; }

    public Guid PersonId { get; private set; }

    public ProofKind Kind { get; private set; }

    /// <summary>The address that is proved; for <see cref="ProofKind.OldAddress"/> the one that it is to change to. Case-folded.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Null once it was used, or replaced by a newer one.</summary>
    public byte[]? TokenHash { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? ProvedAt { get; private set; }

    /// <summary>A new proof, and the token's text, which is mailed and kept nowhere.</summary>
    internal static (EmailProof Proof, string Token) Ask(Guid personId, ProofKind kind, string email, DateTimeOffset now)
    {
        var (text, hash) = SecretText.New();
        var life = kind == ProofKind.Address ? LifeOfVerification : LifeOfChange;
        return (new EmailProof { Id = Guid.CreateVersion7(now), PersonId = personId, Kind = kind, Email = email, TokenHash = hash, CreatedAt = now, ExpiresAt = now + life }, text);
    }

    internal void Prove(DateTimeOffset now) => (ProvedAt, TokenHash) = (now, null);
}
