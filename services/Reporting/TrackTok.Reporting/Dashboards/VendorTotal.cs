using TrackTok.TenantData;

namespace TrackTok.Reporting.Dashboards;

/// <summary>What was spent with one vendor in one month, money that counts only.</summary>
public sealed class VendorTotal : ITenantOwned
{
    public required Guid TenantId { get; init; }

    /// <summary>Its first day.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>In lower case: one vendor, however the name is typed.</summary>
    public required string Vendor { get; init; }

    public required string Currency { get; init; }

    /// <summary>Empty where no rate was known.</summary>
    public required string ReportingCurrency { get; init; }

    /// <summary>The name as it was typed last.</summary>
    public required string Name { get; init; }

    /// <summary>How many expenses; a row of none is as good as no row.</summary>
    public required long Count { get; init; }

    public required decimal Amount { get; init; }

    public required decimal ReportingAmount { get; init; }
}
