using TrackTok.Reporting.Spending;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Dashboards;

/// <summary>What was spent on a project, money that counts only: each day and in all by category, each month by account.</summary>
public sealed class ProjectTotal : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Guid ProjectId { get; init; }

    public required Span Span { get; init; }

    /// <summary>The day, the first of the month, or <see cref="DateOnly.MinValue"/> for what was spent ever.</summary>
    public required DateOnly StartsOn { get; init; }

    /// <summary>The account in a month's total, the category in the others; the empty UUID for what has none.</summary>
    public required Guid PartId { get; init; }

    public required string Currency { get; init; }

    /// <summary>Whether a rate into the project's currency was known; without one nothing is in <see cref="ProjectAmount"/>.</summary>
    public required bool Converted { get; init; }

    /// <summary>How many expenses; a row of none is as good as no row.</summary>
    public required long Count { get; init; }

    /// <summary>Their sum in <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The sum of their values in the project's currency.</summary>
    public required decimal ProjectAmount { get; init; }
}
