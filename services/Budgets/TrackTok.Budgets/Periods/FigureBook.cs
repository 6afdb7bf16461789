using TrackTok.Budgets.Facts;

namespace TrackTok.Budgets.Periods;

/// <summary>
/// A tenant's budgets while expenses move their figures: each change takes away what the expense's former state added and adds what its new state does, in every
/// budget that it counts in. Needs the tenant's lock; holds no rows but those that the changes can reach.
/// </summary>
/// <param name="rows">For each budget the rows that the expenses' former and new dates fall into; with rollover also the last row before, and all that follow.</param>
internal sealed class FigureBook(Guid tenantId, IReadOnlyList<BudgetRules> budgets, IEnumerable<BudgetPeriod> rows, DateTimeOffset now)
{
    private readonly Dictionary<Guid, SortedList<DateOnly, BudgetPeriod>> _rows = rows.GroupBy(row => row.BudgetId)
        .ToDictionary(group => group.Key, group => new SortedList<DateOnly, BudgetPeriod>(group.ToDictionary(row => row.PeriodStart)));

    private readonly HashSet<BudgetPeriod> _touched = [];

    /// <summary>An expense went from one state to the next; null for one that was not known before.</summary>
    public void Move(ExpenseFact? before, ExpenseFact after)
    {
        foreach (var rules in budgets)
        {
            var was = before is null ? null : rules.Count(before);
            var isNow = rules.Count(after);
            if (was == isNow) continue;
            if (was is { } old) Row(rules, old.Period).Add(old.Counting, old.CurrencyCode, -old.Amount, rules.Currency.Code);
            if (isNow is { } counted) Row(rules, counted.Period).Add(counted.Counting, counted.CurrencyCode, counted.Amount, rules.Currency.Code);
        }
    }

    /// <summary>Carries over, judges thresholds, and answers every row that has changed.</summary>
    public List<(BudgetRules Rules, Judgement Judgement)> Settle()
    {
        var settled = new List<(BudgetRules, Judgement)>();
        foreach (var rules in budgets)
        {
            if (!_rows.TryGetValue(rules.BudgetId, out var rows)) continue;
            if (rules.Rollover != Rollover.None && rows.Values.Any(_touched.Contains)) CarryAlong(rules, rows);
            foreach (var row in rows.Values.Where(_touched.Contains))
            {
                row.Version++;
                row.AsOf = now;
                settled.Add((rules, row.Judge(rules, announce: true, now)));
            }
        }
        return settled;
    }

    private void CarryAlong(BudgetRules rules, SortedList<DateOnly, BudgetPeriod> rows)
    {
        // The first row was there before, with what it carries, or nothing comes before it.
        var first = rows.GetValueAtIndex(0);
        var isNew = first.Version == 0;
        foreach (var row in Carrying.Along(rules, isNew ? [.. rows.Values] : [.. rows.Values.Skip(1)], isNew ? null : first)) _touched.Add(row);
    }

    private BudgetPeriod Row(BudgetRules rules, DaySpan span)
    {
        if (!_rows.TryGetValue(rules.BudgetId, out var rows)) _rows[rules.BudgetId] = rows = [];
        if (!rows.TryGetValue(span.Start, out var row)) rows[span.Start] = row = BudgetPeriod.Begin(tenantId, rules, span, now);
        _touched.Add(row);
        return row;
    }
}
