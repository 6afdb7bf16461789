using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Alerts;

/// <summary>How many alerts there are for the caller.</summary>
/// <param name="Open">Whose cause lasts.</param>
internal sealed record AlertStats(int Total, int Unread, int Dismissed, int Open, IReadOnlyList<AlertCount> ByKind, IReadOnlyList<AlertCount> BySeverity);

/// <param name="Name">The kind or the severity.</param>
internal sealed record AlertCount(string Name, int Count, int Unread);

/// <summary>Counts alerts by kind and severity, in one query.</summary>
internal static class GetAlertStats
{
    public static async Task<Ok<AlertStats>> HandleAsync(BudgetsDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var groups = await db.SeenBy(caller)
            .GroupBy(seen => new { seen.Alert.Kind, seen.Alert.Severity })
            .Select(group => new Tally(
                group.Key.Kind, group.Key.Severity, group.Count(), group.Count(seen => !seen.Read), group.Count(seen => seen.Dismissed),
                group.Count(seen => seen.Alert.ResolvedAt == null)))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new AlertStats(
            groups.Sum(tally => tally.Count), groups.Sum(tally => tally.Unread), groups.Sum(tally => tally.Dismissed), groups.Sum(tally => tally.Open),
            By(groups, tally => tally.Kind), By(groups, tally => tally.Severity)));
    }

    private static List<AlertCount> By(List<Tally> tallies, Func<Tally, string> name) =>
        [.. tallies.GroupBy(name).Select(group => new AlertCount(group.Key, group.Sum(tally => tally.Count), group.Sum(tally => tally.Unread))).OrderBy(count => count.Name, StringComparer.Ordinal)];

    private sealed record Tally(string Kind, string Severity, int Count, int Unread, int Dismissed, int Open);
}
