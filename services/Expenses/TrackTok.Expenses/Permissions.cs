using TrackTok.Tenancy;

namespace TrackTok.Expenses;

/// <summary>Who may do what in this service (SPEC 4.2); owners may do all of it.</summary>
internal static class Permissions
{
    public static readonly Permission ReadExpenses = new("expenses.read", "see expenses", Admin: Reach.All, Analyst: Reach.All, Member: Reach.Own);
    public static readonly Permission CreateExpenses = new("expenses.create", "record expenses", Admin: Reach.All, Analyst: Reach.None, Member: Reach.Own);
    public static readonly Permission ChangeExpenses = new("expenses.change", "change, submit, delete and restore expenses", Admin: Reach.All, Analyst: Reach.None, Member: Reach.Own);
    public static readonly Permission ApproveExpenses = new("expenses.approve", "approve, reject and reimburse expenses", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    public static readonly Permission ReadProjects = new("projects.read", "see projects and what they have spent", Admin: Reach.All, Analyst: Reach.All, Member: Reach.All);
    public static readonly Permission WriteProjects = new("projects.write", "make and change projects", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    /// <summary>Reaching to one's own means the names: what a member needs to say where an expense was paid from.</summary>
    public static readonly Permission ReadAccounts = new("accounts.read", "see accounts", Admin: Reach.All, Analyst: Reach.All, Member: Reach.Own);
    public static readonly Permission ReadLedger = new("accounts.ledger", "see the entries of accounts", Admin: Reach.All, Analyst: Reach.All, Member: Reach.None);
    public static readonly Permission WriteAccounts = new("accounts.write", "make and change accounts, and move money between them", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    public static readonly Permission ReadCategories = new("categories.read", "see categories", Admin: Reach.All, Analyst: Reach.All, Member: Reach.All);
    public static readonly Permission WriteCategories = new("categories.write", "make and change categories", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    public static readonly Permission ReadRates = new("rates.read", "see exchange rates", Admin: Reach.All, Analyst: Reach.All, Member: Reach.All);
    public static readonly Permission WriteRates = new("rates.write", "set exchange rates", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    public static readonly IReadOnlyList<Permission> All =
    [
        ReadExpenses, CreateExpenses, ChangeExpenses, ApproveExpenses,
        ReadProjects, WriteProjects,
        ReadAccounts, ReadLedger, WriteAccounts,
        ReadCategories, WriteCategories,
        ReadRates, WriteRates,
    ];
}
