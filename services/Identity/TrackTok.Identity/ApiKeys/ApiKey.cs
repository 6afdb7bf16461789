using TrackTok.Identity.Tokens;
using TrackTok.TenantData;

namespace TrackTok.Identity.ApiKeys;

/// <summary>
/// A key by which a program works as the person who made it, in one company, confined to scopes (SPEC 3.6). The text is told once and kept as a hash; it begins with <c>ttk_</c> and
/// holds the company's id, so that the key is found behind the wall.
/// </summary>
internal sealed class ApiKey : IAudited
{
    internal const string Prefix = "ttk_";
    internal const int LongestName = 100;
    internal const int MostOfPerson = 50;

    /// <summary>Of a key that names no end.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromDays(365);

    private ApiKey()
    {
    }

    public static string AuditNoun => "api_key";

    string IAudited.KnownBy => nameof(Name);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public Guid PersonId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Names of permissions: the key does these as far as the person's role does.</summary>
    public string[] Scopes { get; private set; } = [];

    public byte[] Hash { get; private set; } = [];

    /// <summary>The last four characters, by which people tell their keys apart.</summary>
    public string Ending { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Within five minutes.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public string? LastUsedFrom { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>A new key, and its text, which is told once and kept nowhere.</summary>
    internal static (ApiKey Key, string Text) Make(Guid tenantId, Guid personId, string name, IEnumerable<string> scopes, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var (text, hash) = SecretText.NewOf(tenantId, Prefix);
        return (new ApiKey
        {
            TenantId = tenantId,
            Id = Guid.CreateVersion7(now),
            PersonId = personId,
            Name = name.Trim(),
            Scopes = [.. scopes.Distinct().Order(StringComparer.Ordinal)],
            Hash = hash,
            Ending = text[^4..],
            CreatedAt = now,
            ExpiresAt = expiresAt ?? now + Life,
        }, text);
    }

    /// <summary>The company that a key's text names; null when it is no key of ours.</summary>
    internal static Guid? TenantOf(string text) => SecretText.TenantOf(text, Prefix);

    internal bool IsGood(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;

    internal void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
