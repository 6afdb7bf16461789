using Microsoft.AspNetCore.Identity;

namespace TrackTok.Identity.Passkeys;

/// <summary>
/// A passkey of a person (WebAuthn): the public half of a key that an authenticator keeps, good on the hosts of one relying party. It belongs to the person, in all their companies.
/// </summary>
internal sealed class Passkey
{
    internal const int LongestName = 100;
    internal const int MostOfPerson = 20;

    private Passkey()
    {
    }

    public Guid Id { get; private set; }

    public Guid PersonId { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>What the authenticator calls it; unique among all.</summary>
    public byte[] CredentialId { get; private set; } = [];

    /// <summary>The public key, as COSE.</summary>
    public byte[] PublicKey { get; private set; } = [];

    /// <summary>How often the authenticator says it has signed: it only ever grows, or stays zero where authenticators do not count. One that goes back was copied.</summary>
    public long SignCount { get; private set; }

    /// <summary>The ways to reach the authenticator, for the browser: <c>internal</c>, <c>usb</c>, <c>hybrid</c> …</summary>
    public string[] Transports { get; private set; } = [];

    /// <summary>The domain that it is good for.</summary>
    public string Domain { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>It may be kept on several devices.</summary>
    public bool IsBackupEligible { get; private set; }

    public bool IsBackedUp { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    internal static Passkey Add(Guid personId, UserPasskeyInfo made, string domain, string name, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        PersonId = personId,
        CredentialId = made.CredentialId,
        PublicKey = made.PublicKey,
        SignCount = made.SignCount,
        Transports = made.Transports ?? [],
        Domain = domain,
        Name = name.Trim(),
        IsBackupEligible = made.IsBackupEligible,
        IsBackedUp = made.IsBackedUp,
        CreatedAt = now,
    };

    internal void Rename(string name) => (Name, Version) = (name.Trim(), Version + 1);

    /// <summary>As the framework's passkey handler takes it. What came with its making is not kept: we ask for no attestation.</summary>
    internal UserPasskeyInfo ToInfo() => new(CredentialId, PublicKey, CreatedAt, (uint)SignCount, Transports, isUserVerified: true, IsBackupEligible, IsBackedUp, [], []) { Name = Name };
}
