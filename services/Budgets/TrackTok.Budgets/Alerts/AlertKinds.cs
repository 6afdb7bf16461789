namespace TrackTok.Budgets.Alerts;

/// <summary>What an alert is about, as the API names it.</summary>
internal static class AlertKinds
{
    /// <summary>Spending has reached a threshold of a budget.</summary>
    public const string BudgetThreshold = "budget_threshold";

    /// <summary>More was spent than the budget has.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    public static readonly string[] All =
    [
        BudgetThreshold, BudgetExceeded, "low_balance", "forecast_overspend", "project_deadline", "deadline_overdue", "unusual_spending",
    ];
}

/// <summary>How much an alert matters.</summary>
internal static class Severities
{
    public const string Info = "info";
    public const string Warning = "warning";
    public const string Critical = "critical";

    public static readonly string[] All = [Info, Warning, Critical];

    /// <summary>Half of a budget is news, most of it a warning, more than all of it a fault.</summary>
    public static string Of(string kind, int percent) => kind == AlertKinds.BudgetExceeded ? Critical : percent < 75 ? Info : Warning;
}
