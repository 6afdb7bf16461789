using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Budgets;
using TrackTok.Budgets.Contracts;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Facts;

namespace TrackTok.Budgets.Periods;

/// <summary>
/// Counts a budget's figures from the facts, for all of its periods: when it is made or changed, and when figures are checked. Needs the tenant's lock, so that no
/// expense moves a figure meanwhile; the caller saves.
/// </summary>
internal sealed class Recount(BudgetsDbContext db, TimeProvider time)
{
    /// <summary>Answers the periods whose figures were other than the sums.</summary>
    /// <param name="today">The tenant's: alerts are raised for the period of today (or the budget's last), not for all of the past.</param>
    public async Task<IReadOnlyList<Correction>> RunAsync(Budget budget, DateOnly today, CancellationToken cancellationToken)
    {
        var (rules, now) = (budget.Rules, time.GetUtcNow());
        // The save that follows raises the version of a changed budget; alerts name the version that they will be read beside.
        if (db.Entry(budget).State == EntityState.Modified) rules = rules with { Version = rules.Version + 1 };
        var known = await db.Periods.Where(period => period.BudgetId == budget.Id).ToListAsync(cancellationToken);
        var open = known.Count == 0 ? [] : await db.Alerts.Where(alert => alert.EntityId == budget.Id && alert.ResolvedAt == null).ToDictionaryAsync(alert => alert.Id, cancellationToken);
        var fitting = known.Where(row => rules.Calendar.At(row.PeriodStart) == row.Span).ToDictionary(row => row.PeriodStart);
        if (fitting.Count < known.Count) await RemoveAsync(known.Except(fitting.Values), open, now, cancellationToken);

        var before = fitting.Values.ToDictionary(row => row.PeriodStart, Figures.Of);
        foreach (var row in fitting.Values) (row.Planned, row.Spent, row.Committed, row.Unconverted) = (rules.Amount, 0, 0, []);
        foreach (var sum in await db.SumAsync(rules, cancellationToken))
        {
            var span = rules.Calendar.At(sum.Day)!.Value;
            if (!fitting.TryGetValue(span.Start, out var row)) db.Add(fitting[span.Start] = row = BudgetPeriod.Begin(budget.TenantId, rules, span, now));
            row.Add(sum.Counting, sum.CurrencyCode, sum.Amount, rules.Currency.Code);
        }
        var ordered = fitting.Values.OrderBy(row => row.PeriodStart).ToList();
        foreach (var _ in Carrying.Along(rules, ordered, null))
        {
        }

        var corrections = new List<Correction>();
        var noticed = rules.Calendar.At(rules.Calendar.Nearest(today));
        foreach (var row in ordered)
        {
            var was = before.GetValueOrDefault(row.PeriodStart) ?? Figures.None;
            var isNow = Figures.Of(row);
            if (!was.Same(isNow)) corrections.Add(new Correction(row.PeriodStart, was, isNow));
            var judgement = row.Judge(rules, announce: row.Span == noticed, now);
            if (db.Entry(row).State == EntityState.Unchanged) continue;
            row.Version++;
            row.AsOf = now;
            await TellAsync(rules, judgement, open, now, cancellationToken);
        }
        return corrections;
    }

    private async Task TellAsync(BudgetRules rules, Judgement judgement, Dictionary<Guid, Alert> open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Resolve(judgement.Fallen, open, now);
        foreach (var crossing in judgement.Crossed) db.Tell(() => Announcements.Crossed(rules, judgement.Period, crossing));
        if (judgement.Raised.Count == 0) return;
        var latest = await db.Counting(rules, judgement.Period.Span).OrderByDescending(fact => fact.ExpenseDate).ThenByDescending(fact => fact.ExpenseId)
            .Take(Explanation.MostExpenses).ToListAsync(cancellationToken);
        foreach (var crossing in judgement.Raised)
        {
            var alert = Alert.Of(rules, judgement.Period, crossing, latest.ConvertAll(ExplainedExpense.Of), now);
            db.Add(alert);
            db.Tell(alert.Raised);
        }
    }

    /// <summary>These periods are none of the budget's any more. Saved at once: new ones may begin on the same days.</summary>
    private async Task RemoveAsync(IEnumerable<BudgetPeriod> rows, Dictionary<Guid, Alert> open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            Resolve(row.Crossings, open, now);
            db.Remove(row);
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private void Resolve(IEnumerable<Crossing> fallen, Dictionary<Guid, Alert> open, DateTimeOffset now)
    {
        foreach (var crossing in fallen)
        {
            if (crossing.AlertId is not { } id || !open.Remove(id, out var alert)) continue;
            alert.Resolve(now);
            db.Tell(alert.Resolved);
        }
    }
}

/// <summary>A period's figures at one moment, to compare and to audit.</summary>
internal sealed record Figures(decimal Planned, decimal Carried, decimal Spent, decimal Committed, IReadOnlyList<Unconverted> Unconverted)
{
    public static readonly Figures None = new(0, 0, 0, 0, []);

    public static Figures Of(BudgetPeriod row) => new(row.Planned, row.Carried, row.Spent, row.Committed, row.Unconverted);

    public bool Same(Figures other) => Planned == other.Planned && Carried == other.Carried && Spent == other.Spent && Committed == other.Committed && Unconverted.SequenceEqual(other.Unconverted);
}

/// <summary>A period whose figures were not what the facts sum to.</summary>
internal sealed record Correction(DateOnly PeriodStart, Figures Before, Figures After);

/// <summary>The events of crossings.</summary>
internal static class Announcements
{
    public static BudgetThresholdCrossed Crossed(BudgetRules rules, BudgetPeriod period, Crossing crossing) => new(
        period.TenantId, crossing.At, period.Version, rules.BudgetId, period.PeriodStart, period.PeriodEnd, crossing.Percent, period.Planned, period.Spent, rules.Currency.Code);
}
