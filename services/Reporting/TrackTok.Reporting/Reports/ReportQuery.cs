using Microsoft.AspNetCore.Mvc;
using TrackTok.ServiceDefaults;

namespace TrackTok.Reporting.Reports;

/// <summary>The range and the filters that every report takes.</summary>
internal readonly record struct ReportQuery : ICheckedRequest
{
    /// <summary>First day, <c>YYYY-MM-DD</c> in the tenant's time zone.</summary>
    [FromQuery(Name = "start_date")]
    public string? StartDate { get; init; }

    /// <summary>Last day, itself included.</summary>
    [FromQuery(Name = "end_date")]
    public string? EndDate { get; init; }

    [FromQuery(Name = "project_id")]
    public Guid? ProjectId { get; init; }

    [FromQuery(Name = "category_id")]
    public Guid? CategoryId { get; init; }

    [FromQuery(Name = "account_id")]
    public Guid? AccountId { get; init; }

    internal const string Explanation =
        "Without dates: the current month of the tenant. With a start only: to the end of the current month (of the start's own month, if that is later). With an end only: from the first day of its month. "
        + "Submitted, approved and reimbursed expenses count; drafts, rejected and withdrawn ones do not. What has no value in the tenant's currency stands under `unconverted` and is in no sum. "
        + "Members see their own figures. `as_of` is the instant of the newest change that is contained.";

    /// <summary>A hundred years: a longer range is a mistake.</summary>
    private const int MostMonths = 1200;

    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2999, 12, 31);

    public void Check(RequestErrors errors)
    {
        Day(StartDate, "start_date", errors);
        Day(EndDate, "end_date", errors);
    }

    /// <summary>The range that is meant.</summary>
    /// <param name="today">The tenant's day.</param>
    /// <param name="months">How many months, the current one the last, a report covers when no date is given.</param>
    internal (ReportRange? Range, Refusal? Refusal) Range(DateOnly today, int months = 1)
    {
        var thisMonth = ReportRange.FirstOfMonth(today);
        DateOnly? start = StartDate is null ? null : Parse(StartDate), end = EndDate is null ? null : Parse(EndDate);
        var first = start ?? (end is { } given ? ReportRange.FirstOfMonth(given) : thisMonth.AddMonths(1 - months));
        var last = end ?? ReportRange.LastOfMonth(first > today ? first : today);
        if (last < first) return (null, Refusal.Invalid("end_date", "The last day must not be before the first."));
        var range = new ReportRange(first, last);
        return range.Months().Count() <= MostMonths ? (range, null) : (null, Refusal.Invalid("end_date", "A report covers at most a hundred years."));
    }

    private static DateOnly? Parse(string text) =>
        Days.TryRead(text, out var day) && day >= Earliest && day <= Latest ? day : null;

    private static void Day(string? text, string member, RequestErrors errors)
    {
        if (text is not null && Parse(text) is null) errors.Add(member, $"Give a day such as 2025-01-31, from {Earliest:yyyy-MM-dd} to {Latest:yyyy-MM-dd}.");
    }
}
