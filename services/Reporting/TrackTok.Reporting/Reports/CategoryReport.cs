using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Reporting.Data;
using TrackTok.Reporting.Knowledge;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Reports;

/// <summary>What was spent in a range by category, largest first, with each one's share; deleted categories keep their names.</summary>
internal static class CategoryReport
{
    internal sealed record Answer(
        string Currency, DateOnly StartDate, DateOnly EndDate, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, IReadOnlyList<CategoryRow> Items, DateTimeOffset AsOf);

    /// <param name="CategoryId">Null for what has no category.</param>
    /// <param name="Percentage">Of the report's total, two digits; all rows together make 100.00.</param>
    internal sealed record CategoryRow(
        Guid? CategoryId, string? Name, string? Color, string Total, long Count, decimal Percentage, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

    internal static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        [AsParameters] ReportQuery query, ReportingDbContext db, KnownTenants tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var (scope, refusal) = await ReportScope.ReadAsync(query, db, tenants, time, months: 1, cancellationToken);
        if (scope is null) return refusal!.ToProblem();
        var rows = await scope.Spending(db)
            .Where(slice => ReportScope.CountedStatuses.Contains(slice.Status))
            .GroupBy(slice => new { slice.CategoryId, slice.Currency, slice.ReportingCurrency })
            .Select(group => new
            {
                group.Key.CategoryId,
                Sum = new Sum(group.Key.Currency, group.Key.ReportingCurrency, group.Sum(slice => slice.Count), group.Sum(slice => slice.Amount), group.Sum(slice => slice.ReportingAmount)),
            })
            .ToListAsync(cancellationToken);
        var ids = rows.Select(row => row.CategoryId).Distinct().ToArray();
        var known = await db.Categories.AsNoTracking().Where(category => ids.Contains(category.CategoryId)).ToDictionaryAsync(category => category.CategoryId, cancellationToken);

        var all = new DrillDown(scope, scope.Range, ReportScope.CountedStatuses);
        var whole = Tally.Of(scope.Currency, rows.Select(row => row.Sum));
        var tallies = rows.GroupBy(row => row.CategoryId)
            .Select(group => (Id: group.Key, Tally: Tally.Of(scope.Currency, group.Select(row => row.Sum))))
            .OrderByDescending(row => row.Tally.Total).ThenBy(row => row.Id).ToList();
        var shares = Percentages.Of(tallies.ConvertAll(row => row.Tally.Total));
        var items = tallies.Select((row, index) => Row(scope, row.Id, known.GetValueOrDefault(row.Id), row.Tally, shares[index]));
        return TypedResults.Ok(new Answer(
            scope.Currency.Code, scope.Range.Start, scope.Range.End, whole.Text, whole.Count, whole.Unconverted(all), [.. items], scope.AsOf));
    }

    private static CategoryRow Row(ReportScope scope, Guid id, KnownCategory? known, Tally tally, decimal share)
    {
        var drillDown = new DrillDown(scope, scope.Range, ReportScope.CountedStatuses, ("category", id));
        return new CategoryRow(id == Guid.Empty ? null : id, known?.Name, known?.Color, tally.Text, tally.Count, share, tally.Unconverted(drillDown), tally.Path(drillDown));
    }
}
