namespace TrackTok.Budgets.Periods;

/// <summary>Carries what is left, or was spent too much, from period to period (SPEC 7.1: rollover), also across periods without a row, in which nothing was spent.</summary>
internal static class Carrying
{
    /// <summary>What the period that begins on <paramref name="start"/> gets from the past.</summary>
    /// <param name="last">The latest row before that period; null when there is none since the budget began.</param>
    public static decimal Into(BudgetRules rules, BudgetPeriod? last, DateOnly start)
    {
        if (rules.Rollover == Rollover.None) return 0;
        var carried = 0m;
        DaySpan? period = rules.Calendar.First;
        if (last is not null)
        {
            carried = rules.Carry(last.Remaining);
            period = rules.Calendar.After(last.Span);
        }
        for (; period is { } empty && empty.Start < start; period = rules.Calendar.After(empty)) carried = rules.Carry(carried + rules.Amount);
        return carried;
    }

    /// <summary>Brings the carried amounts of a budget's rows up to date, in order; answers those that changed.</summary>
    /// <param name="rows">In order, without leaving one out, beginning with any of which what came before is in order already.</param>
    public static IEnumerable<BudgetPeriod> Along(BudgetRules rules, IReadOnlyList<BudgetPeriod> rows, BudgetPeriod? before)
    {
        foreach (var row in rows)
        {
            var carried = Into(rules, before, row.PeriodStart);
            before = row;
            if (carried == row.Carried) continue;
            row.Carried = carried;
            yield return row;
        }
    }
}
