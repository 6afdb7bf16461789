using TrackTok.Web.Expenses;

namespace TrackTok.Web.Tests.Expenses;

public sealed class ExpenseRightsTests
{
    private static readonly string[] Everything = ["expenses.change", "expenses.approve"];

    [Theory]
    [InlineData("draft", true, true, true, false, false, false)]
    [InlineData("submitted", true, true, false, true, true, true)]
    [InlineData("approved", true, true, false, true, false, true)]
    [InlineData("rejected", true, true, true, false, false, false)]
    [InlineData("withdrawn", true, true, true, false, false, false)]
    [InlineData("reimbursed", true, false, false, false, false, false)]
    public void An_owner_is_offered_what_the_state_allows(string status, bool change, bool delete, bool submit, bool withdraw, bool approve, bool reject)
    {
        var (expense, visit) = (Pages.Expense(status), Pages.VisitOf("owner", null, Everything));
        (ExpenseRights.MayChange(expense, visit), ExpenseRights.MayDelete(expense, visit), ExpenseRights.MaySubmit(expense, visit), ExpenseRights.MayWithdraw(expense, visit),
            ExpenseRights.MayApprove(expense, visit), ExpenseRights.MayReject(expense, visit)).ShouldBe((change, delete, submit, withdraw, approve, reject));
    }

    [Theory]
    [InlineData("draft", true, false)]
    [InlineData("approved", false, true)]
    [InlineData("reimbursed", false, false)]
    public void A_member_is_offered_their_own_and_changes_only_what_is_not_filed(string status, bool change, bool withdraw)
    {
        var me = Guid.CreateVersion7();
        var visit = Pages.VisitOf("member", me, "expenses.change");
        (ExpenseRights.MayChange(Pages.Expense(status, me), visit), ExpenseRights.MayWithdraw(Pages.Expense(status, me), visit)).ShouldBe((change, withdraw));
        (ExpenseRights.MayChange(Pages.Expense(status), visit), ExpenseRights.MayWithdraw(Pages.Expense(status), visit), ExpenseRights.MayApprove(Pages.Expense("submitted", me), visit)).ShouldBe((false, false, false));
    }

    [Fact]
    public void An_analyst_is_offered_nothing()
    {
        var visit = Pages.VisitOf("analyst");
        foreach (var status in Expense.Statuses)
        {
            var expense = Pages.Expense(status, visit.Person.User.Id);
            (ExpenseRights.MayChange(expense, visit) || ExpenseRights.MaySubmit(expense, visit) || ExpenseRights.MayWithdraw(expense, visit) || ExpenseRights.MayReject(expense, visit)
                || ExpenseRights.MayReimburse(expense, visit)).ShouldBeFalse(status);
        }
    }
}
