using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using TrackTok.ServiceDefaults;

namespace TrackTok.Reporting.Reports;

/// <summary>The range and the filters that every report takes.</summary>
/// <param name="StartDate">First day, <c>YYYY-MM-DD</c> in the tenant's time zone.</param>
/// <param name="EndDate">Last day, itself included.</param>
internal sealed record ReportQuery(
    [FromQuery(Name = "start_date")] string? StartDate,
    [FromQuery(Name = "end_date")] string? EndDate,
    [FromQuery(Name = "project_id")] Guid? ProjectId,
    [FromQuery(Name = "category_id")] Guid? CategoryId,
    [FromQuery(Name = "account_id")] Guid? AccountId) : ICheckedRequest
{
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
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= Earliest && day <= Latest ? day : null;

    private static void Day(string? text, string member, RequestErrors errors)
    {
        if (text is not null && Parse(text) is null) errors.Add(member, $"Give a day such as 2025-01-31, from {Earliest:yyyy-MM-dd} to {Latest:yyyy-MM-dd}.");
    }
}
