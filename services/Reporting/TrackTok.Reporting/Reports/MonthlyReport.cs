using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Reporting.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Reports;

/// <summary>What was spent month by month, quiet months included; on request each month by category, project or account.</summary>
internal static class MonthlyReport
{
    internal const string Explanation =
        "Without dates: the twelve months that end with the current one. A range that begins or ends within a month counts that month's days in the range only. "
        + "`group_by` category, project or account gives a row for each month and group in which something was spent. " + ReportQuery.Explanation;

    internal sealed record Answer(
        string Currency, DateOnly StartDate, DateOnly EndDate, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, IReadOnlyList<MonthRow> Items, DateTimeOffset AsOf);

    /// <param name="Month"><c>YYYY-MM</c>.</param>
    /// <param name="Group">What the row is about within the month, when that was asked for.</param>
    internal sealed record MonthRow(
        string Month, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Group? Group, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

    /// <param name="By"><c>category</c>, <c>project</c> or <c>account</c>.</param>
    /// <param name="Id">Null for what has none.</param>
    internal sealed record Group(string By, Guid? Id);

    private sealed record Row(int Year, int Month, Guid Id, Sum Sum);

    internal static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        [AsParameters] ReportQuery query, [FromQuery(Name = "group_by")] string? groupBy, ReportingDbContext db, KnownTenants tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        if (!errors.OneOf(groupBy, "group_by", "category", "project", "account")) return errors.ToRefusal()!.ToProblem();
        var (scope, refusal) = await ReportScope.ReadAsync(query, db, tenants, time, months: 12, cancellationToken);
        if (scope is null) return refusal!.ToProblem();
        var rows = await ReadAsync(scope.Spending(db).Where(slice => ReportScope.CountedStatuses.Contains(slice.Status)), groupBy, cancellationToken);

        var all = new DrillDown(scope, scope.Range, ReportScope.CountedStatuses);
        var whole = Tally.Of(scope.Currency, rows.Select(row => row.Sum));
        var tallies = rows.GroupBy(row => (Month: new DateOnly(row.Year, row.Month, 1), row.Id)).ToDictionary(group => group.Key, group => Tally.Of(scope.Currency, group.Select(row => row.Sum)));
        if (groupBy is null) foreach (var month in scope.Range.Months()) tallies.TryAdd((month, Guid.Empty), new Tally(scope.Currency));
        var items = tallies.OrderBy(pair => pair.Key.Month).ThenByDescending(pair => pair.Value.Total).ThenBy(pair => pair.Key.Id)
            .Select(pair => ToRow(scope, groupBy, pair.Key.Month, pair.Key.Id, pair.Value));
        return TypedResults.Ok(new Answer(scope.Currency.Code, scope.Range.Start, scope.Range.End, whole.Text, whole.Count, whole.Unconverted(all), [.. items], scope.AsOf));
    }

    private static Task<List<Row>> ReadAsync(IQueryable<Slice> slices, string? groupBy, CancellationToken cancellationToken)
    {
        if (groupBy is null)
            return slices
                .GroupBy(slice => new { slice.Day.Year, slice.Day.Month, slice.Currency, slice.ReportingCurrency })
                .Select(group => new Row(group.Key.Year, group.Key.Month, Guid.Empty, new Sum(
                    group.Key.Currency, group.Key.ReportingCurrency, group.Sum(slice => slice.Count), group.Sum(slice => slice.Amount), group.Sum(slice => slice.ReportingAmount))))
                .ToListAsync(cancellationToken);
        var keyed = groupBy switch
        {
            "category" => slices.Select(slice => new { Id = slice.CategoryId, Slice = slice }),
            "project" => slices.Select(slice => new { Id = slice.ProjectId, Slice = slice }),
            _ => slices.Select(slice => new { Id = slice.AccountId, Slice = slice }),
        };
        return keyed
            .GroupBy(row => new { row.Slice.Day.Year, row.Slice.Day.Month, row.Id, row.Slice.Currency, row.Slice.ReportingCurrency })
            .Select(group => new Row(group.Key.Year, group.Key.Month, group.Key.Id, new Sum(
                group.Key.Currency, group.Key.ReportingCurrency, group.Sum(row => row.Slice.Count), group.Sum(row => row.Slice.Amount), group.Sum(row => row.Slice.ReportingAmount))))
            .ToListAsync(cancellationToken);
    }

    private static MonthRow ToRow(ReportScope scope, string? groupBy, DateOnly month, Guid id, Tally tally)
    {
        var drillDown = new DrillDown(scope, scope.Range.Within(month), ReportScope.CountedStatuses, groupBy is null ? null : (groupBy, id));
        var group = groupBy is null ? null : new Group(groupBy, id == Guid.Empty ? null : id);
        return new MonthRow(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), group, tally.Text, tally.Count, tally.Unconverted(drillDown), tally.Path(drillDown));
    }
}
