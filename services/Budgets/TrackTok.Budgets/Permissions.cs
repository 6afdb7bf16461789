using TrackTok.Tenancy;

namespace TrackTok.Budgets;

/// <summary>Who may do what in this service (SPEC 4.2); owners may do all of it.</summary>
internal static class Permissions
{
    /// <summary>Reaching to one's own means the budgets that are set for oneself: whose scope names the caller as the one who spends.</summary>
    public static readonly Permission ReadBudgets = new("budgets.read", "see budgets and how they stand", Admin: Reach.All, Analyst: Reach.All, Member: Reach.Own);
    public static readonly Permission WriteBudgets = new("budgets.write", "make, change and delete budgets", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    /// <summary>Includes marking them read or dismissed, which everyone does for themselves. One's own are those of one's own budgets.</summary>
    public static readonly Permission ReadAlerts = new("alerts.read", "see alerts, and mark them for oneself", Admin: Reach.All, Analyst: Reach.All, Member: Reach.Own);

    public static readonly IReadOnlyList<Permission> All = [ReadBudgets, WriteBudgets, ReadAlerts];
}
