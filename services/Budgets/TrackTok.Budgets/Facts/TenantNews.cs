using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Contracts;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Facts;

/// <summary>What news of expenses mean for one tenant: found out in memory between reading and writing.</summary>
internal sealed class TenantNews(Guid tenantId, IEnumerable<ExpenseFact> facts)
{
    public Guid TenantId => tenantId;

    /// <summary>The newest state of each expense among the news; after <see cref="Apply"/> only what is newer than what was known.</summary>
    public List<ExpenseFact> News { get; } = [.. facts.GroupBy(fact => fact.ExpenseId).Select(states => states.MaxBy(state => state.Version)!)];

    public List<ExpenseFact> Known { get; } = [];

    public List<BudgetRules> Budgets { get; } = [];

    public List<BudgetPeriod> Periods { get; } = [];

    public List<BudgetPeriod> Settled { get; } = [];

    public List<(BudgetRules Rules, BudgetPeriod Period, Crossing Crossing)> Raised { get; } = [];

    public List<Guid> Resolved { get; } = [];

    public List<Alert> Alerts { get; } = [];

    /// <summary>The facts that others are to learn.</summary>
    public List<object> Told { get; } = [];

    public void Apply(DateTimeOffset now)
    {
        var known = Known.ToDictionary(fact => fact.ExpenseId);
        News.RemoveAll(fact => known.TryGetValue(fact.ExpenseId, out var before) && before.Version >= fact.Version);
        if (News.Count == 0 || Budgets.Count == 0) return;
        var book = new FigureBook(tenantId, Budgets, Periods, now);
        foreach (var fact in News) book.Move(known.GetValueOrDefault(fact.ExpenseId), fact);
        foreach (var (rules, judgement) in book.Settle())
        {
            Settled.Add(judgement.Period);
            foreach (var crossing in judgement.Crossed) Told.Add(Announcements.Crossed(rules, judgement.Period, crossing));
            foreach (var crossing in judgement.Raised) Raised.Add((rules, judgement.Period, crossing));
            foreach (var crossing in judgement.Fallen)
            {
                if (crossing.AlertId is not { } alertId) continue;
                Resolved.Add(alertId);
                Told.Add(new AlertResolved(tenantId, now, Alert.VersionWhenResolved, alertId, crossing.Kind, Alert.AboutBudget, rules.BudgetId));
            }
        }
    }

    public void Raise(Alert alert)
    {
        Alerts.Add(alert);
        Told.Add(alert.Raised());
    }
}
