using TrackTok.Expenses.Accounts;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// What an expense holds in the books at one moment: balances, project totals, plan counters. The default stands for no expense yet; a change moves the books from
/// one such state to the next.
/// </summary>
/// <param name="Spent">In the project's currency; null when there is no rate into it.</param>
/// <param name="Paid">In the account's currency.</param>
internal readonly record struct BookedExpense(bool Lives, bool Counts, Guid? CategoryId, Guid? ProjectId, decimal? Spent, Guid? AccountId, decimal Paid, DateOnly Day)
{
    public static BookedExpense Of(Expense expense) => expense.DeletedAt is not null ? default : new(
        true, expense.Counts, expense.CategoryId, expense.ProjectId, expense.ProjectAmount, expense.AccountId, expense.AccountAmount ?? 0, expense.ExpenseDate);

    private (Guid? Account, decimal Paid, DateOnly Day) Payment => Counts && AccountId is not null ? (AccountId, Paid, Day) : default;

    private (Guid? Project, decimal Spent, int Expenses, int Unconverted) Share =>
        Lives && ProjectId is not null ? (ProjectId, Counts ? Spent ?? 0 : 0, 1, Counts && Spent is null ? 1 : 0) : default;

    /// <summary>What must be booked to get from this state to the next; null when the books do not change.</summary>
    public Booking? To(BookedExpense next, Guid expenseId, PlanLimit limit)
    {
        if (this == next) return null;
        var booking = new Booking();
        if (Payment != next.Payment)
        {
            if (Payment.Account is { } before) booking.Post(new Posting(before, EntryKind.Reversal, Paid, Day, ExpenseId: expenseId));
            if (next.Payment.Account is { } after) booking.Post(new Posting(after, EntryKind.Expense, -next.Paid, next.Day, ExpenseId: expenseId));
        }
        if (Share != next.Share)
        {
            if (Share.Project is { } before) booking.Move(before, -Share.Spent, -Share.Expenses, -Share.Unconverted);
            if (next.Share.Project is { } after) booking.Move(after, next.Share.Spent, next.Share.Expenses, next.Share.Unconverted);
        }
        if (next.AccountId is { } account && account != AccountId && !next.Counts) booking.HeldAccounts.Add(account);
        if (next.CategoryId is { } category && category != CategoryId) booking.HeldCategories.Add(category);
        if (Lives != next.Lives) booking.Take(limit, next.Lives ? 1 : -1);
        return booking;
    }
}
