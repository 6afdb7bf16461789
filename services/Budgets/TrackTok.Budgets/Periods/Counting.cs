using TrackTok.Expenses.Contracts;

namespace TrackTok.Budgets.Periods;

/// <summary>As what an expense counts in a budget.</summary>
internal enum Counting
{
    /// <summary>The money is gone: approved or paid back.</summary>
    Spent = 0,

    /// <summary>It will be, if nothing stops it: drafts, and what waits for a decision (SPEC 7.2).</summary>
    Committed = 1,
}

internal static class Countings
{
    public static readonly string[] SpentStatuses = [ExpenseStatuses.Approved, ExpenseStatuses.Reimbursed];

    public static readonly string[] CountingStatuses = [.. SpentStatuses, ExpenseStatuses.Draft, ExpenseStatuses.Submitted];

    /// <summary>What the status means for budgets; null when it means nothing: rejected and withdrawn.</summary>
    public static Counting? Of(string status) => status switch
    {
        ExpenseStatuses.Approved or ExpenseStatuses.Reimbursed => Counting.Spent,
        ExpenseStatuses.Draft or ExpenseStatuses.Submitted => Counting.Committed,
        _ => null,
    };
}
