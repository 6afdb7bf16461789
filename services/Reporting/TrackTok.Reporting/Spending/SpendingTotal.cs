using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>How long a stretch a total covers.</summary>
public enum Span
{
    Day = 0,
    Month = 1,

    /// <summary>All time: what was spent on a project (<see cref="Dashboards.ProjectTotal"/>).</summary>
    Ever = 2,
}

/// <summary>
/// What was spent in one day or one whole month, by all that a report filters or groups by: the maintained sum of the facts, deleted ones left out. A report adds up the months that
/// its range covers whole and the days at its edges, so that a year costs about as much as a week and a million expenses about as much as ten thousand. Members' own figures come
/// from the facts: a column for the creator would multiply the rows for everyone.
/// </summary>
public sealed class SpendingTotal : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Span Span { get; init; }

    /// <summary>The day, or the first day of the month.</summary>
    public required DateOnly StartsOn { get; init; }

    public required Guid CategoryId { get; init; }

    public required Guid ProjectId { get; init; }

    public required Guid AccountId { get; init; }

    public required string Status { get; init; }

    public required string Currency { get; init; }

    /// <summary>Empty where no rate was known.</summary>
    public required string ReportingCurrency { get; init; }

    /// <summary>How many expenses; a row that falls to zero is deleted.</summary>
    public required long Count { get; init; }

    /// <summary>Their sum in <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The sum of their values in <see cref="ReportingCurrency"/>.</summary>
    public required decimal ReportingAmount { get; init; }
}
