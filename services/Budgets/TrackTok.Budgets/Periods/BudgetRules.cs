using TrackTok.Budgets.Facts;
using TrackTok.Currencies;

namespace TrackTok.Budgets.Periods;

/// <summary>What is carried from a period into the next (SPEC 7.1).</summary>
internal enum Rollover
{
    None = 0,

    /// <summary>What was not spent adds to the next period.</summary>
    Unspent = 1,

    /// <summary>What was spent too much is taken from the next period.</summary>
    Overspent = 2,

    Both = 3,
}

/// <summary>All of a budget that its figures depend on: which expenses count, where, and what that means.</summary>
/// <param name="Amount">Planned for each period.</param>
/// <param name="Thresholds">Whole percents of what is available, in rising order.</param>
/// <param name="Version">The budget's, so that an alert can name the state of the rule that raised it.</param>
/// <param name="SetBy">Who made or last changed the budget.</param>
internal sealed record BudgetRules(
    Guid BudgetId, long Version, string Name, Currency Currency, decimal Amount, PeriodCalendar Calendar, BudgetScope Scope, Rollover Rollover,
    IReadOnlyList<int> Thresholds, bool AlertsEnabled, Guid? SetBy)
{
    /// <summary>Where and as what an expense counts; null when it does not.</summary>
    public Counted? Count(ExpenseFact expense)
    {
        if (expense.Deleted || Countings.Of(expense.Status) is not { } counting) return null;
        if (!Scope.Covers(expense) || Calendar.At(expense.ExpenseDate) is not { } period) return null;
        if (expense.CurrencyCode == Currency.Code) return new Counted(period, counting, Currency.Code, expense.Amount);
        if (expense.ReportingCurrencyCode == Currency.Code && expense.ReportingAmount is { } reporting) return new Counted(period, counting, Currency.Code, reporting);
        return new Counted(period, counting, expense.CurrencyCode, expense.Amount);
    }

    /// <summary>What a period hands on to the next.</summary>
    public decimal Carry(decimal remaining) => Rollover switch
    {
        Rollover.Unspent => Math.Max(0, remaining),
        Rollover.Overspent => Math.Min(0, remaining),
        Rollover.Both => remaining,
        _ => 0,
    };
}

/// <summary>An expense as it counts in one budget. In another currency than the budget's it stands beside the figures and never enters them (SPEC 9.0).</summary>
internal readonly record struct Counted(DaySpan Period, Counting Counting, string CurrencyCode, decimal Amount);
