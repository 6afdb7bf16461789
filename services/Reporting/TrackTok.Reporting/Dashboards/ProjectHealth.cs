namespace TrackTok.Reporting.Dashboards;

/// <summary>How a project stands, by one rule for all (docs/figures.md).</summary>
/// <param name="State"><c>over_budget</c>, <c>at_risk</c>, <c>on_track</c>, or <c>no_budget</c> where there is nothing to compare with.</param>
/// <param name="Reason">Why it is at risk: <c>nearly_spent</c>, or <c>ahead_of_time</c> when money goes faster than days; null otherwise.</param>
internal sealed record ProjectHealth(string State, string? Reason)
{
    /// <summary>From this per cent of the budget on, little is left whatever the calendar says.</summary>
    private const decimal NearlySpent = 90;

    /// <summary>So many points may spending be ahead of time: invoices do not come evenly.</summary>
    private const decimal Leeway = 15;

    private static readonly string[] WorstFirst = ["over_budget", "at_risk", "on_track", "no_budget"];

    internal int Rank => Array.IndexOf(WorstFirst, State);

    /// <param name="utilization">Per cent of the budget that is spent; null without a budget.</param>
    /// <param name="elapsed">Per cent of the project's days that have passed; null when it has no start or end.</param>
    internal static ProjectHealth Of(decimal? utilization, decimal? elapsed) => utilization switch
    {
        null => new("no_budget", null),
        > 100 => new("over_budget", null),
        >= NearlySpent when elapsed is not >= 100 => new("at_risk", "nearly_spent"),
        _ when utilization - elapsed > Leeway => new("at_risk", "ahead_of_time"),
        _ => new("on_track", null),
    };

    /// <summary>Per cent of a project's days that have passed, today included, two digits; null when it has no start or no end.</summary>
    internal static decimal? Elapsed(DateOnly? start, DateOnly? end, DateOnly today)
    {
        if (start is not { } first || end is not { } last || last < first) return null;
        var days = last.DayNumber - first.DayNumber + 1;
        var passed = Math.Clamp(today.DayNumber - first.DayNumber + 1, 0, days);
        return decimal.Round(passed * 100m / days, 2, MidpointRounding.AwayFromZero);
    }

    /// <summary>Per cent of the budget that is spent, two digits; null without a budget above zero.</summary>
    internal static decimal? Utilization(decimal spent, decimal? budget) => budget > 0 ? decimal.Round(spent * 100 / budget.Value, 2, MidpointRounding.AwayFromZero) : null;
}
