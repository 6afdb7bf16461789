using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Expenses;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class BookedExpenseTests
{
    private static readonly PlanLimit Limit = PlanLimits.Of("basic").Expenses;
    private static readonly DateTimeOffset Now = new(2025, 1, 20, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Posts_spends_and_counts_a_new_expense()
    {
        var expense = ExpenseTests.Recorded();

        var booking = default(BookedExpense).To(BookedExpense.Of(expense), expense.Id, Limit)!;

        booking.Postings.ShouldBe([new Posting(expense.AccountId!.Value, EntryKind.Expense, -12.34m, expense.ExpenseDate, ExpenseId: expense.Id)]);
        booking.Projects.ShouldBe([new ProjectMove(expense.ProjectId!.Value, 12.34m, 1, 0)]);
        booking.HeldCategories.ShouldBe([expense.CategoryId!.Value]);
        booking.Usage.ShouldBe((Limit, 1));
    }

    [Fact]
    public void Counts_a_draft_but_spends_nothing()
    {
        var expense = ExpenseTests.Recorded(draft: true);

        var booking = default(BookedExpense).To(BookedExpense.Of(expense), expense.Id, Limit)!;

        booking.Postings.ShouldBeEmpty();
        booking.HeldAccounts.ShouldBe([expense.AccountId!.Value]);
        booking.Projects.ShouldBe([new ProjectMove(expense.ProjectId!.Value, 0, 1, 0)]);
        booking.Usage.ShouldBe((Limit, 1));
    }

    [Fact]
    public void Takes_everything_back_when_it_is_deleted()
    {
        var expense = ExpenseTests.Recorded();
        var before = BookedExpense.Of(expense);
        expense.Delete(Now);

        var booking = before.To(BookedExpense.Of(expense), expense.Id, Limit)!;

        booking.Postings.ShouldBe([new Posting(expense.AccountId!.Value, EntryKind.Reversal, 12.34m, expense.ExpenseDate, ExpenseId: expense.Id)]);
        booking.Projects.ShouldBe([new ProjectMove(expense.ProjectId!.Value, -12.34m, -1, 0)]);
        booking.Usage.ShouldBe((Limit, -1));
    }

    [Fact]
    public void Reverses_and_posts_anew_when_the_amount_changes()
    {
        var expense = ExpenseTests.Recorded();
        var before = BookedExpense.Of(expense);

        var booking = before.To(before with { Paid = 20, Spent = 20 }, expense.Id, Limit)!;

        booking.Postings.Select(posting => (posting.Kind, posting.Amount)).ShouldBe([(EntryKind.Reversal, 12.34m), (EntryKind.Expense, -20m)]);
        booking.Projects.Single().ShouldBe(new ProjectMove(expense.ProjectId!.Value, 7.66m, 0, 0));
        booking.Usage.ShouldBeNull();
    }

    [Fact]
    public void Counts_what_has_no_rate_into_the_projects_currency_beside_the_total()
    {
        var expense = ExpenseTests.Recorded();

        var booking = default(BookedExpense).To(BookedExpense.Of(expense) with { Spent = null }, expense.Id, Limit)!;

        booking.Projects.Single().ShouldBe(new ProjectMove(expense.ProjectId!.Value, 0, 1, 1));
    }

    [Fact]
    public void Books_nothing_when_only_words_change()
    {
        var before = BookedExpense.Of(ExpenseTests.Recorded());

        before.To(before, Guid.CreateVersion7(), Limit).ShouldBeNull();
    }
}
