namespace TrackTok.Budgets.Periods;

/// <summary>A period's figures whether it has a row or not: without one nothing was spent in it, and what it carries follows from the last row before.</summary>
internal static class StandingPeriod
{
    /// <param name="last">The latest row that begins on or before the period's start; null when there is none.</param>
    /// <param name="asOf">How fresh a period without a row is: as fresh as the budget itself.</param>
    public static BudgetPeriod Of(Guid tenantId, BudgetRules rules, DaySpan span, BudgetPeriod? last, DateTimeOffset asOf)
    {
        if (last is not null && last.PeriodStart == span.Start) return last;
        var period = BudgetPeriod.Begin(tenantId, rules, span, last?.AsOf ?? asOf);
        period.Carried = Carrying.Into(rules, last, span.Start);
        return period;
    }
}
