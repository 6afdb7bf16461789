using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Expenses;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ExpenseTests
{
    private static readonly DateTimeOffset Now = new(2025, 1, 20, 15, 0, 0, TimeSpan.Zero);
    private static readonly Currency Usd = Currency.Of("USD");

    /// <summary>Every state, how an expense gets there, and what it may do next.</summary>
    public static TheoryData<string, string[]> Transitions { get; } = new()
    {
        { ExpenseStatuses.Draft, ["submit"] },
        { ExpenseStatuses.Approved, ["reject", "withdraw", "reimburse"] },
        { ExpenseStatuses.Rejected, ["submit"] },
        { ExpenseStatuses.Withdrawn, ["submit"] },
        { ExpenseStatuses.Reimbursed, [] },
    };

    [Fact]
    public void Is_approved_at_once_when_recorded_and_counts()
    {
        var expense = Recorded();

        (expense.Status, expense.Counts, expense.IsOpen).ShouldBe((ExpenseStatuses.Approved, true, false));
        (expense.Money, expense.CreatedAt, expense.UpdatedAt, expense.Version).ShouldBe((new Money(12.34m, Usd), Now, Now, 1));
    }

    [Fact]
    public void Stays_a_draft_that_counts_nowhere_when_asked_to()
    {
        var expense = Recorded(draft: true);

        (expense.Status, expense.Counts, expense.IsOpen).ShouldBe((ExpenseStatuses.Draft, false, true));
        expense.Submit(Now).ShouldBeNull();
        (expense.Status, expense.Counts).ShouldBe((ExpenseStatuses.Approved, true));
    }

    [Theory]
    [MemberData(nameof(Transitions))]
    public void Goes_only_the_ways_of_the_table(string from, string[] allowed)
    {
        foreach (var action in new[] { "submit", "approve", "reject", "withdraw", "reimburse" })
        {
            var expense = In(from);
            var refusal = Do(expense, action);
            if (allowed.Contains(action))
            {
                refusal.ShouldBeNull($"{action} from {from}");
            }
            else
            {
                refusal.ShouldNotBeNull($"{action} from {from}").Code.ShouldBe("invalid_transition");
                expense.Status.ShouldBe(from);
            }
        }
    }

    [Theory]
    [InlineData(ExpenseStatuses.Draft, false)]
    [InlineData(ExpenseStatuses.Approved, true)]
    [InlineData(ExpenseStatuses.Rejected, false)]
    [InlineData(ExpenseStatuses.Withdrawn, false)]
    [InlineData(ExpenseStatuses.Reimbursed, true)]
    public void Counts_when_it_is_filed_and_not_turned_down(string status, bool counts) => In(status).Counts.ShouldBe(counts);

    [Fact]
    public void Keeps_why_it_was_rejected_until_it_is_filed_again()
    {
        var expense = Recorded();
        expense.Reject(" No receipt. ", Now).ShouldBeNull();
        expense.RejectionReason.ShouldBe("No receipt.");

        expense.Submit(Now).ShouldBeNull();
        expense.RejectionReason.ShouldBeNull();
    }

    [Fact]
    public void Keeps_its_money_once_it_is_reimbursed()
    {
        var expense = In(ExpenseStatuses.Reimbursed);

        expense.Revise(expense.Content with { Amount = new Money(1, Usd) }, expense.Place, Now).ShouldBe(ExpenseErrors.Reimbursed);
        expense.Revise(expense.Content with { ExpenseDate = new DateOnly(2025, 1, 1) }, expense.Place, Now).ShouldBe(ExpenseErrors.Reimbursed);
        expense.Revise(expense.Content, expense.Place with { AccountId = null, Payment = null }, Now).ShouldBe(ExpenseErrors.Reimbursed);
        expense.Delete(Now).ShouldBe(ExpenseErrors.Reimbursed);
        expense.Revise(expense.Content with { Notes = "Paid in March" }, expense.Place with { CategoryId = null }, Now).ShouldBeNull();
        (expense.Notes, expense.CategoryId, expense.Amount).ShouldBe(("Paid in March", null, 12.34m));
    }

    [Fact]
    public void Is_untouched_by_a_change_that_changes_nothing()
    {
        var expense = Recorded();

        expense.Revise(expense.Content with { Tags = [.. expense.Tags] }, expense.Place, Now.AddHours(1)).ShouldBeNull();

        expense.UpdatedAt.ShouldBe(Now);
    }

    [Fact]
    public void Is_restored_within_30_days_in_the_state_it_had()
    {
        var expense = In(ExpenseStatuses.Rejected);
        expense.Restore(Now).ShouldBe(UndoWindow.NotDeleted);
        expense.Delete(Now).ShouldBeNull();
        expense.Delete(Now).ShouldBe(ExpenseErrors.NotFound);

        expense.Restore(Now.AddDays(30)).ShouldBeNull();

        (expense.Status, expense.DeletedAt).ShouldBe((ExpenseStatuses.Rejected, null));
    }

    [Fact]
    public void Stays_deleted_after_30_days()
    {
        var expense = Recorded();
        expense.Delete(Now).ShouldBeNull();
        expense.Counts.ShouldBeFalse();

        expense.Restore(Now.AddDays(30).AddSeconds(1)).ShouldBe(UndoWindow.Over);
        expense.DeletedAt.ShouldBe(Now);
    }

    [Fact]
    public void Takes_no_amount_of_zero_or_below() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Expense.Record(Content() with { Amount = Money.Zero(Usd) }, Place(), Guid.CreateVersion7(), false, Now));

    [Fact]
    public void Tells_its_whole_state()
    {
        var expense = Recorded();

        var told = expense.Revised("recorded");

        (told.Change, told.Deleted, told.Version, told.OccurredAt).ShouldBe(("recorded", false, 1, Now));
        told.Expense.ShouldBe(new ExpenseFacts(
            expense.Id, 12.34m, "USD", 12.34m, "USD", new DateOnly(2025, 1, 15), "Paper", "Staples", expense.CategoryId, expense.ProjectId, expense.AccountId, expense.CreatedBy, "cash",
            ExpenseStatuses.Approved, expense.Tags, expense.ProjectAmount));
    }

    [Fact]
    public void Is_worth_its_own_amount_in_its_own_currency_and_nothing_known_without_a_rate()
    {
        var euros = new Money(10, Currency.Of("EUR"));
        ReportingValue.Of(euros, Currency.Of("EUR"), 2, "manual", null).ShouldBe(new ReportingValue(10, Currency.Of("EUR"), null, null, null));
        ReportingValue.Of(euros, Usd, null, null, null).ShouldBe(new ReportingValue(null, Usd, null, null, null));
        ReportingValue.Of(euros, Usd, 1.0825m, "manual", new DateOnly(2025, 1, 14)).ShouldBe(new ReportingValue(10.83m, Usd, 1.0825m, "manual", new DateOnly(2025, 1, 14)));
    }

    internal static ExpenseContent Content() => new(new Money(12.34m, Usd), "Paper", null, "Staples", new DateOnly(2025, 1, 15), "cash", null, ["office"], null, false, null, null);

    internal static ExpensePlace Place() => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), 12.34m, Guid.CreateVersion7(), new Money(12.34m, Usd), ReportingValue.Of(new Money(12.34m, Usd), Usd, null, null, null));

    internal static Expense Recorded(bool draft = false) => Expense.Record(Content(), Place(), Guid.CreateVersion7(), draft, Now);

    private static Expense In(string status)
    {
        var expense = Recorded(draft: status == ExpenseStatuses.Draft);
        if (status == ExpenseStatuses.Rejected) expense.Reject("No.", Now);
        if (status == ExpenseStatuses.Withdrawn) expense.Withdraw(Now);
        if (status == ExpenseStatuses.Reimbursed) expense.Reimburse(Now);
        expense.Status.ShouldBe(status);
        return expense;
    }

    private static Refusal? Do(Expense expense, string action) => action switch
    {
        "submit" => expense.Submit(Now),
        "approve" => expense.Approve(Now),
        "reject" => expense.Reject("No.", Now),
        "withdraw" => expense.Withdraw(Now),
        _ => expense.Reimburse(Now),
    };
}
