using System.Security.Cryptography;

namespace TrackTok.Identity.Passkeys;

/// <summary>What a challenge was made for; it is good for nothing else.</summary>
internal enum PasskeyPurpose
{
    /// <summary>A signed-in person adds a passkey.</summary>
    Register = 0,

    /// <summary>Somebody signs in by a passkey alone: who it is, the passkey says.</summary>
    SignIn = 1,

    /// <summary>A person whose password was right shows their second factor.</summary>
    SecondFactor = 2,

    /// <summary>A signed-in person proves once more who they are.</summary>
    StepUp = 3,
}

/// <summary>A challenge that we gave out: good once, for five minutes, for one purpose, at one host, and, where they are known, for one person in one session.</summary>
internal sealed class PasskeyChallenge
{
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private PasskeyChallenge()
    {
    }

    /// <summary>SHA-256 of the challenge, which comes back in what the browser signed.</summary>
    public byte[] Hash { get; private set; } = [];

    public PasskeyPurpose Purpose { get; private set; }

    public Guid? PersonId { get; private set; }

    public Guid? SessionId { get; private set; }

    public string Domain { get; private set; } = "";

    /// <summary>The only origin whose page may use it.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>What the framework's passkey handler wants back.</summary>
    public string State { get; private set; } = "";

    public DateTimeOffset ExpiresAt { get; private set; }

    internal static PasskeyChallenge Give(byte[] challenge, PasskeyPurpose purpose, Guid? personId, Guid? sessionId, RelyingParty party, string state, DateTimeOffset now) => new()
    {
        Hash = HashOf(challenge),
        Purpose = purpose,
        PersonId = personId,
        SessionId = sessionId,
        Domain = party.Domain,
        Origin = party.Origin,
        State = state,
        ExpiresAt = now + Life,
    };

    internal static byte[] HashOf(byte[] challenge) => SHA256.HashData(challenge);

    /// <summary>True when it may be answered for this.</summary>
    internal bool IsFor(PasskeyPurpose purpose, Guid? personId, Guid? sessionId, DateTimeOffset now) =>
        Purpose == purpose && PersonId == personId && SessionId == sessionId && now < ExpiresAt;
}
