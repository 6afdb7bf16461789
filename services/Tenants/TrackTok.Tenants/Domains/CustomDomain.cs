using System.Security.Cryptography;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Tenants.Domains;

/// <summary>
/// A host name of the tenant's own, under which it wants to be reached (SPEC 2.5). It leads to the tenant once the tenant has proved that the name is theirs, by a DNS record or a
/// file that holds <see cref="Proof"/>; until then it leads nowhere.
/// </summary>
internal sealed class CustomDomain : IAudited
{
    /// <summary>How many a tenant may have.</summary>
    internal const int Most = 10;

    private CustomDomain()
    {
    }

    public static string AuditNoun => "domain";

    string IAudited.KnownBy => nameof(Name);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>In lower case, without a dot at its end.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the proof holds: not secret, and nobody can guess which tenant will have it.</summary>
    public string Proof { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }

    /// <summary>Since when it leads here; null until it is proved.</summary>
    public DateTimeOffset? VerifiedAt { get; private set; }

    /// <summary>How it was proved: <c>dns</c> or <c>file</c>.</summary>
    public string? VerifiedBy { get; private set; }

    internal bool IsActive => VerifiedAt is not null;

    internal static CustomDomain Of(string name, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name,
        Proof = "tracktok-verification=" + RandomNumberGenerator.GetHexString(32, lowercase: true),
        AddedAt = now,
    };

    /// <param name="by"><c>dns</c> or <c>file</c>.</param>
    internal Refusal? Activate(string by, DateTimeOffset now)
    {
        if (IsActive) return DomainErrors.AlreadyActive;
        (VerifiedAt, VerifiedBy) = (now, by);
        return null;
    }

    internal DomainRevised Revised(DateTimeOffset now, bool removed = false) => new(TenantId, now, Version, Id, Name, IsActive && !removed);
}

/// <summary>Which tenant a proved domain leads to: outside the tenant wall, because it is asked before any tenant is known. A domain leads to one tenant.</summary>
internal sealed class DomainName
{
    public string Name { get; private set; } = "";

    public Guid TenantId { get; private set; }
}
