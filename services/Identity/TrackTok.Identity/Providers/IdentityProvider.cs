using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Providers;

/// <summary>
/// An OpenID Connect provider of a company's own, on whose word the company lets people in (SPEC 3.8). Its issuer stays what it is: people are known by the subjects that this issuer gives them.
/// Its client secret is sealed, is told to nobody, and stands beside the members that the audit trail keeps.
/// </summary>
internal sealed class IdentityProvider : IAudited
{
    internal const int LongestName = 60;
    internal const int LongestIssuer = 500;
    internal const int LongestClientId = 300;
    internal const int LongestSecret = 1000;

    /// <summary>How many a company may have.</summary>
    internal const int Most = 10;

    /// <summary>The column of the sealed client secret, which no member shows: what it held must not get into the audit trail.</summary>
    internal const string Secret = "ClientSecret";

    /// <summary>What the client secret is sealed for.</summary>
    internal const string Purpose = "identity-provider";

    private IdentityProvider()
    {
    }

    public static string AuditNoun => "identity_provider";

    string IAudited.KnownBy => nameof(Name);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>As the button of the sign-in page says it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Letter by letter as its tokens name it.</summary>
    public string Issuer { get; private set; } = "";

    public string ClientId { get; private set; } = "";

    /// <summary>Since when its client secret is the one it has.</summary>
    public DateTimeOffset SecretSince { get; private set; }

    /// <summary>The role of those who become members by it: never an owner's or an admin's.</summary>
    public Role DefaultRole { get; private set; }

    /// <summary>Whoever has an e-mail address of one of these domains may become a member by it; none lets nobody new in.</summary>
    public string[] Domains { get; private set; } = [];

    public bool Enabled { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    internal static IdentityProvider Add(string issuer, ProviderTerms terms, DateTimeOffset now)
    {
        var provider = new IdentityProvider { Id = Guid.CreateVersion7(now), Issuer = issuer, SecretSince = now, CreatedAt = now };
        provider.Take(terms, now);
        return provider;
    }

    internal void Revise(ProviderTerms terms, DateTimeOffset now)
    {
        if (terms.Name.Trim() == Name && terms.ClientId.Trim() == ClientId && terms.DefaultRole == DefaultRole && terms.Enabled == Enabled && terms.Domains.SequenceEqual(Domains)) return;
        Take(terms, now);
    }

    /// <summary>Its client secret was replaced.</summary>
    internal void RenewSecret(DateTimeOffset now) => (SecretSince, UpdatedAt) = (now, now);

    private void Take(ProviderTerms terms, DateTimeOffset now) =>
        (Name, ClientId, DefaultRole, Domains, Enabled, UpdatedAt) = (terms.Name.Trim(), terms.ClientId.Trim(), terms.DefaultRole, terms.Domains, terms.Enabled, now);
}
