using TrackTok.Budgets.Facts;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Alerts;

/// <summary>Why an alert was raised (SPEC 6.11, 7.5): the rule, the figures at that moment, the latest expenses that count, and what can be done.</summary>
/// <param name="WouldPass">The counterfactual: up to which amount spent it would not have been raised.</param>
/// <param name="DrillDown">Where all the expenses of the period are listed.</param>
internal sealed record Explanation(
    ExplainedRule Rule, ExplainedFigures Figures, IReadOnlyList<ExplainedExpense> Expenses, string WouldPass, string WhatToDo, string DrillDown)
{
    /// <summary>How many expenses an explanation shows.</summary>
    public const int MostExpenses = 5;

    public static Explanation Of(BudgetRules rules, BudgetPeriod period, Crossing crossing, IReadOnlyList<ExplainedExpense> expenses)
    {
        var limit = rules.Currency.Text(period.LimitOf(crossing.Percent));
        return new Explanation(
            new ExplainedRule(crossing.Kind, crossing.Percent, rules.BudgetId, rules.Name, rules.Version, rules.SetBy),
            ExplainedFigures.Of(rules, period),
            expenses,
            crossing.Kind == AlertKinds.BudgetExceeded ? $"Spent up to {limit} {rules.Currency} would be within the budget." : $"Spent below {limit} {rules.Currency} would be under the threshold.",
            crossing.Kind == AlertKinds.BudgetExceeded
                ? "Look at the latest expenses, stop or move what can wait, or raise the budget's amount."
                : "Look at what is still committed, and decide what may be spent until the period ends.",
            $"/api/v1/budgets/{rules.BudgetId}/expenses?period={period.PeriodStart:yyyy-MM-dd}");
    }
}

/// <summary>The rule that fired: whose threshold, in which version, set by whom.</summary>
internal sealed record ExplainedRule(string Kind, int Percent, Guid BudgetId, string BudgetName, long Version, Guid? SetBy);

/// <summary>The figures at the moment of crossing; amounts as text in the budget's currency.</summary>
internal sealed record ExplainedFigures(
    DateOnly PeriodStart, DateOnly PeriodEnd, string Currency, string Planned, string Carried, string Available, string Spent, string Committed, string Remaining,
    decimal Utilization)
{
    public static ExplainedFigures Of(BudgetRules rules, BudgetPeriod period) => new(
        period.PeriodStart, period.PeriodEnd, rules.Currency.Code, rules.Currency.Text(period.Planned), rules.Currency.Text(period.Carried),
        rules.Currency.Text(period.Available), rules.Currency.Text(period.Spent), rules.Currency.Text(period.Committed), rules.Currency.Text(period.Remaining),
        period.Utilization);
}

/// <summary>One of the expenses that count, in its own currency.</summary>
internal sealed record ExplainedExpense(Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, DateOnly ExpenseDate, Guid CreatedBy)
{
    public static ExplainedExpense Of(ExpenseFact fact) => new(
        fact.ExpenseId, fact.Title, fact.Vendor, Currencies.Currency.Of(fact.CurrencyCode).Text(fact.Amount), fact.CurrencyCode, fact.ExpenseDate, fact.CreatedBy);
}
