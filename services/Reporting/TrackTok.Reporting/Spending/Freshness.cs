using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>How fresh a tenant's figures are: the instant of the newest change that they contain, or at first of the moment in which the tenant became known here.</summary>
public sealed class Freshness : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required DateTimeOffset AsOf { get; init; }
}
