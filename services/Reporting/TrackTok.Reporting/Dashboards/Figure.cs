using TrackTok.Reporting.Reports;

namespace TrackTok.Reporting.Dashboards;

/// <summary>What was spent in a stretch of days, and the list of expenses that it is the sum of.</summary>
/// <param name="Count">How many expenses the total is made of.</param>
internal sealed record Figure(DateOnly StartDate, DateOnly EndDate, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown)
{
    internal static Figure Of(ReportScope scope, ReportRange range, Tally tally, (string Kind, Guid Id)? place = null)
    {
        var drillDown = new DrillDown(scope, range, ReportScope.CountedStatuses, place);
        return new Figure(range.Start, range.End, tally.Text, tally.Count, tally.Unconverted(drillDown), tally.Path(drillDown));
    }
}

/// <summary>What was spent on one day.</summary>
internal sealed record DayFigure(DateOnly Date, string Total, long Count, string DrillDown)
{
    /// <summary>Every day of the range, quiet ones included.</summary>
    internal static DayFigure[] Of(ReportScope scope, ReportRange range, IReadOnlyDictionary<DateOnly, Tally> days) =>
        [.. Enumerable.Range(0, range.End.DayNumber - range.Start.DayNumber + 1).Select(offset => Of(scope, range.Start.AddDays(offset), days))];

    private static DayFigure Of(ReportScope scope, DateOnly day, IReadOnlyDictionary<DateOnly, Tally> days)
    {
        var tally = days.GetValueOrDefault(day) ?? new Tally(scope.Currency);
        return new DayFigure(day, tally.Text, tally.Count, tally.Path(new DrillDown(scope, new ReportRange(day, day), ReportScope.CountedStatuses)));
    }
}

/// <summary>A category's part of a figure.</summary>
/// <param name="CategoryId">Null for what has no category.</param>
/// <param name="Percentage">Two digits; all together make 100.00.</param>
internal sealed record CategoryFigure(
    Guid? CategoryId, string? Name, string? Color, string Total, long Count, decimal Percentage, IReadOnlyList<Unconverted> Unconverted, string DrillDown)
{
    /// <summary>The largest first.</summary>
    internal static CategoryFigure[] Of(ReportScope scope, ReportRange? range, IEnumerable<(Guid Id, Sum Sum)> sums, IReadOnlyDictionary<Guid, CategoryName> names)
    {
        var tallies = sums.GroupBy(row => row.Id, row => row.Sum).Select(group => (Id: group.Key, Tally: Tally.Of(scope.Currency, group)))
            .OrderByDescending(row => row.Tally.Total).ThenBy(row => row.Id).ToList();
        var shares = Percentages.Of(tallies.ConvertAll(row => row.Tally.Total));
        return [.. tallies.Select((row, index) =>
        {
            var drillDown = new DrillDown(scope, range, ReportScope.CountedStatuses, ("category", row.Id));
            var known = names.GetValueOrDefault(row.Id);
            return new CategoryFigure(
                row.Id == Guid.Empty ? null : row.Id, known?.Name, known?.Color, row.Tally.Text, row.Tally.Count, shares[index], row.Tally.Unconverted(drillDown), row.Tally.Path(drillDown));
        })];
    }
}
