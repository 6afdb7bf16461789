using TrackTok.TenantData;

namespace TrackTok.Reporting.Dashboards;

/// <summary>What was spent on one day in one category, money that counts only: the coarse companion of <see cref="Spending.SpendingTotal"/>, from which a dashboard reads two months in a few hundred rows.</summary>
public sealed class DailyTotal : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>The empty UUID for what has none.</summary>
    public required Guid CategoryId { get; init; }

    public required string Currency { get; init; }

    /// <summary>Empty where no rate was known.</summary>
    public required string ReportingCurrency { get; init; }

    /// <summary>How many expenses; a row of none is as good as no row.</summary>
    public required long Count { get; init; }

    public required decimal Amount { get; init; }

    public required decimal ReportingAmount { get; init; }
}
