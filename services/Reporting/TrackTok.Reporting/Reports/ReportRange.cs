namespace TrackTok.Reporting.Reports;

/// <summary>Days from <paramref name="Start"/> to <paramref name="End"/>, both included, as they fall into whole months and the days at the edges.</summary>
internal sealed record ReportRange(DateOnly Start, DateOnly End)
{
    /// <summary>The first of the months that are covered whole.</summary>
    internal DateOnly WholeFrom => WholeMonths.From;

    /// <summary>The day after the last of them; equal to <see cref="WholeFrom"/> when there is none.</summary>
    internal DateOnly WholeUntil => WholeMonths.Until;

    internal static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    internal static DateOnly LastOfMonth(DateOnly day) => FirstOfMonth(day).AddMonths(1).AddDays(-1);

    /// <summary>The first days of all months that the range touches.</summary>
    internal IEnumerable<DateOnly> Months()
    {
        for (var month = FirstOfMonth(Start); month <= End; month = month.AddMonths(1)) yield return month;
    }

    /// <summary>The part of a month that lies in the range.</summary>
    internal ReportRange Within(DateOnly month) => new(month < Start ? Start : month, LastOfMonth(month) is var last && last > End ? End : last);

    private (DateOnly From, DateOnly Until) WholeMonths
    {
        get
        {
            var from = Start.Day == 1 ? Start : FirstOfMonth(Start).AddMonths(1);
            var until = FirstOfMonth(End.AddDays(1));
            return from < until ? (from, until) : (Start, Start);
        }
    }
}
