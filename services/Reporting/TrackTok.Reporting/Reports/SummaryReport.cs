using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Reporting.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Reports;

/// <summary>What was spent in a range: total, count and average in the tenant's currency, what could not be converted, and each status by itself.</summary>
internal static class SummaryReport
{
    /// <param name="Count">How many expenses the total is made of.</param>
    /// <param name="ByStatus">Every status there is something in, also those that are in no total.</param>
    internal sealed record Answer(
        string Currency, DateOnly StartDate, DateOnly EndDate, string Total, long Count, string Average, IReadOnlyList<Unconverted> Unconverted,
        IReadOnlyList<StatusRow> ByStatus, string DrillDown, DateTimeOffset AsOf);

    /// <param name="InTotal">Whether expenses of this status count in the report's total.</param>
    internal sealed record StatusRow(string Status, bool InTotal, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

    internal static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        [AsParameters] ReportQuery query, ReportingDbContext db, KnownTenants tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var (scope, refusal) = await ReportScope.ReadAsync(query, db, tenants, time, months: 1, cancellationToken);
        if (scope is null) return refusal!.ToProblem();
        var rows = await scope.Spending(db)
            .GroupBy(slice => new { slice.Status, slice.Currency, slice.ReportingCurrency })
            .Select(group => new
            {
                group.Key.Status,
                Sum = new Sum(group.Key.Currency, group.Key.ReportingCurrency, group.Sum(slice => slice.Count), group.Sum(slice => slice.Amount), group.Sum(slice => slice.ReportingAmount)),
            })
            .ToListAsync(cancellationToken);

        var all = new DrillDown(scope, scope.Range, ReportScope.CountedStatuses);
        var whole = Tally.Of(scope.Currency, rows.Where(row => ReportScope.CountedStatuses.Contains(row.Status)).Select(row => row.Sum));
        var statuses = rows.GroupBy(row => row.Status).OrderBy(group => Order(group.Key)).Select(group => Row(scope, group.Key, Tally.Of(scope.Currency, group.Select(row => row.Sum))));
        return TypedResults.Ok(new Answer(
            scope.Currency.Code, scope.Range.Start, scope.Range.End, whole.Text, whole.Count, whole.Average, whole.Unconverted(all), [.. statuses],
            whole.Path(all), scope.AsOf));
    }

    private static StatusRow Row(ReportScope scope, string status, Tally tally)
    {
        var drillDown = new DrillDown(scope, scope.Range, [status]);
        return new StatusRow(status, ReportScope.CountedStatuses.Contains(status), tally.Text, tally.Count, tally.Unconverted(drillDown), tally.Path(drillDown));
    }

    /// <summary>In the order of an expense's life.</summary>
    private static int Order(string status) => Expenses.Contracts.ExpenseStatuses.All.ToList().IndexOf(status);
}
