namespace TrackTok.Expenses.Contracts;

/// <summary>The states of an expense (SPEC 6.2) as events and the API name them, and what they mean for figures.</summary>
public static class ExpenseStatuses
{
    /// <summary>Begun by its creator, not filed yet.</summary>
    public const string Draft = "draft";

    /// <summary>Filed; waits for a decision.</summary>
    public const string Submitted = "submitted";

    public const string Approved = "approved";

    public const string Rejected = "rejected";

    /// <summary>Approved, and paid back to who laid it out.</summary>
    public const string Reimbursed = "reimbursed";

    /// <summary>Taken back by its creator.</summary>
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Draft, Submitted, Approved, Rejected, Reimbursed, Withdrawn];

    /// <summary>
    /// True for money that is spent: in account balances, project totals and reports' totals. A draft is not filed yet, and what was rejected or withdrawn is
    /// nobody's spending. Budgets show what still waits for a decision apart, as committed (SPEC 7.2).
    /// </summary>
    public static bool Count(string status) => status is Submitted or Approved or Reimbursed;
}
