using TrackTok.Budgets.Alerts;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Periods;

/// <summary>
/// A budget's figures in one of its periods (SPEC 7.2), kept up with every expense, so that reading them costs one row. There is a row once an expense counts in
/// the period; without one nothing was spent.
/// </summary>
internal sealed class BudgetPeriod : ITenantOwned
{
    public Guid TenantId { get; internal init; }

    public Guid BudgetId { get; internal init; }

    public DateOnly PeriodStart { get; internal init; }

    public DateOnly PeriodEnd { get; internal init; }

    public decimal Planned { get; internal set; }

    /// <summary>From the period before: above zero when it was not spent, below when it was overspent.</summary>
    public decimal Carried { get; internal set; }

    public decimal Spent { get; internal set; }

    public decimal Committed { get; internal set; }

    /// <summary>What counts here but could not be converted into the budget's currency, by currency; never part of the figures.</summary>
    public IReadOnlyList<Unconverted> Unconverted { get; internal set; } = [];

    /// <summary>The thresholds that spending stands at or above now.</summary>
    public IReadOnlyList<Crossing> Crossings { get; private set; } = [];

    public long Version { get; internal set; }

    /// <summary>The figures hold what was known at this instant.</summary>
    public DateTimeOffset AsOf { get; internal set; }

    public DaySpan Span => new(PeriodStart, PeriodEnd);

    public decimal Available => Planned + Carried;

    public decimal Remaining => Available - Spent;

    public bool Exceeded => Spent > Available;

    /// <summary>Percent of what is available, two digits. When an overspent past has left nothing, it counts as used, of what was planned.</summary>
    public decimal Utilization => decimal.Round(Use.Used * 100 / Use.Of, 2, MidpointRounding.AwayFromZero);

    private (decimal Used, decimal Of) Use => Available > 0 ? (Spent, Available) : (Spent - Carried, Planned);

    public static BudgetPeriod Begin(Guid tenantId, BudgetRules rules, DaySpan span, DateTimeOffset asOf) => new()
    {
        TenantId = tenantId,
        BudgetId = rules.BudgetId,
        PeriodStart = span.Start,
        PeriodEnd = span.End,
        Planned = rules.Amount,
        AsOf = asOf,
    };

    /// <summary>A row as the database has it.</summary>
    internal static BudgetPeriod Read(
        Guid tenantId, Guid budgetId, DaySpan span, (decimal Planned, decimal Carried, decimal Spent, decimal Committed) figures,
        IReadOnlyList<Unconverted> unconverted, IReadOnlyList<Crossing> crossings, long version, DateTimeOffset asOf) => new()
        {
            TenantId = tenantId,
            BudgetId = budgetId,
            PeriodStart = span.Start,
            PeriodEnd = span.End,
            Planned = figures.Planned,
            Carried = figures.Carried,
            Spent = figures.Spent,
            Committed = figures.Committed,
            Unconverted = unconverted,
            Crossings = crossings,
            Version = version,
            AsOf = asOf,
        };

    /// <summary>Adds an amount to the figure it belongs to; below zero to take it away again.</summary>
    public void Add(Counting counting, string currencyCode, decimal amount, string budgetCurrencyCode)
    {
        var (spent, committed) = counting == Counting.Spent ? (amount, 0m) : (0m, amount);
        if (currencyCode == budgetCurrencyCode)
        {
            Spent += spent;
            Committed += committed;
            return;
        }
        var beside = Unconverted.FirstOrDefault(other => other.Currency == currencyCode) ?? new Unconverted(currencyCode, 0, 0);
        beside = beside with { Spent = beside.Spent + spent, Committed = beside.Committed + committed };
        Unconverted = [.. Unconverted.Where(other => other.Currency != currencyCode).Append(beside).Where(other => !other.IsNothing).OrderBy(other => other.Currency, StringComparer.Ordinal)];
    }

    /// <summary>The amount at which a threshold is reached.</summary>
    public decimal LimitOf(int percent) => Available > 0 ? Available * percent / 100 : Planned * percent / 100 + Carried;

    /// <summary>
    /// Compares spending with the thresholds. A threshold is crossed from exactly its percentage on; the budget is exceeded above 100 %. What was crossed before and
    /// still is stays as it was; what no longer is has fallen, and can be crossed anew.
    /// </summary>
    /// <param name="announce">When false, crossings are noted without an alert: periods long past when a budget is made.</param>
    public Judgement Judge(BudgetRules rules, bool announce, DateTimeOffset now)
    {
        var standing = new List<Crossing>();
        var raised = new List<Crossing>();
        var crossed = new List<Crossing>();
        foreach (var (kind, percent) in Reached(rules))
        {
            var known = Crossings.FirstOrDefault(crossing => crossing.Kind == kind && crossing.Percent == percent);
            var crossing = known ?? new Crossing(kind, percent, now, null);
            if (announce && rules.AlertsEnabled && crossing.AlertId is null)
            {
                crossing = crossing with { AlertId = Guid.CreateVersion7(now) };
                raised.Add(crossing);
            }
            if (known is null && announce) crossed.Add(crossing);
            standing.Add(crossing);
        }
        var fallen = Crossings.Where(before => !standing.Exists(now => now.Kind == before.Kind && now.Percent == before.Percent)).ToList();
        if (fallen.Count > 0 || !standing.SequenceEqual(Crossings)) Crossings = standing;
        return new Judgement(this, crossed, raised, fallen);
    }

    private IEnumerable<(string Kind, int Percent)> Reached(BudgetRules rules)
    {
        var (used, of) = Use;
        if (used <= 0) yield break;
        foreach (var percent in rules.Thresholds) if (used * 100 >= percent * of) yield return (AlertKinds.BudgetThreshold, percent);
        if (Exceeded) yield return (AlertKinds.BudgetExceeded, 100);
    }
}

/// <summary>What counts in a budget but has no known rate into its currency (SPEC 9.0).</summary>
internal sealed record Unconverted(string Currency, decimal Spent, decimal Committed)
{
    public bool IsNothing => Spent == 0 && Committed == 0;
}

/// <summary>A threshold that spending has reached, since when, and the alert that says so.</summary>
/// <param name="Kind"><see cref="AlertKinds.BudgetThreshold"/> or <see cref="AlertKinds.BudgetExceeded"/>.</param>
/// <param name="AlertId">Null when no alert was raised: they were switched off, or the period was long past when the budget was made.</param>
internal sealed record Crossing(string Kind, int Percent, DateTimeOffset At, Guid? AlertId);

/// <summary>What comparing figures with thresholds has found.</summary>
/// <param name="Crossed">New since the last look.</param>
/// <param name="Raised">Asks for an alert, under the crossing's alert id.</param>
/// <param name="Fallen">No longer reached: its alert is resolved.</param>
internal sealed record Judgement(BudgetPeriod Period, IReadOnlyList<Crossing> Crossed, IReadOnlyList<Crossing> Raised, IReadOnlyList<Crossing> Fallen);
