using TrackTok.TenantData;

namespace TrackTok.Identity.Consents;

/// <summary>What a person has let an app do for them in a company. As long as it stands, the app is let in for the same, or less, without asking again.</summary>
internal sealed class Consent : IAudited
{
    private Consent()
    {
    }

    public static string AuditNoun => "consent";

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public Guid PersonId { get; private set; }

    public Guid AppId { get; private set; }

    public string[] Scopes { get; private set; } = [];

    public DateTimeOffset GivenAt { get; private set; }

    internal static Consent Give(Guid personId, Guid appId, IEnumerable<string> scopes, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        PersonId = personId,
        AppId = appId,
        Scopes = [.. scopes.Order(StringComparer.Ordinal)],
        GivenAt = now,
    };

    internal bool Covers(IEnumerable<string> scopes) => !scopes.Except(Scopes).Any();

    /// <summary>Adds what was not let before.</summary>
    internal void Widen(IEnumerable<string> scopes, DateTimeOffset now)
    {
        if (Covers(scopes)) return;
        (Scopes, GivenAt) = ([.. Scopes.Union(scopes).Order(StringComparer.Ordinal)], now);
    }
}
