using TrackTok.TenantData;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>Whom a provider of the company means by one of its subjects. Addresses change hands; subjects do not.</summary>
internal sealed class ExternalLink : ITenantOwned
{
    private ExternalLink()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public Guid ProviderId { get; private set; }

    /// <summary>The provider's own name for the person (<c>sub</c>).</summary>
    public string Subject { get; private set; } = "";

    public Guid PersonId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}
