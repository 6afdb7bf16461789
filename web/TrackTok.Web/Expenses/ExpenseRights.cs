using TrackTok.Web.Session;

namespace TrackTok.Web.Expenses;

/// <summary>What somebody may do with an expense, so that pages offer nothing that the API would refuse; the API decides again.</summary>
internal static class ExpenseRights
{
    internal static bool MayChange(Expense expense, Visit visit) => IsWithinReach(expense, visit) && (expense.IsOpen || !visit.IsRole("member"));

    internal static bool MayDelete(Expense expense, Visit visit) => MayChange(expense, visit) && expense.Status != Expense.Reimbursed;

    internal static bool MaySubmit(Expense expense, Visit visit) => IsWithinReach(expense, visit) && expense.IsOpen;

    internal static bool MayWithdraw(Expense expense, Visit visit) => IsWithinReach(expense, visit) && expense.Status is (Expense.Submitted or Expense.Approved);

    internal static bool MayApprove(Expense expense, Visit visit) => visit.May("expenses.approve") && expense.Status == Expense.Submitted;

    internal static bool MayReject(Expense expense, Visit visit) => visit.May("expenses.approve") && expense.Status is (Expense.Submitted or Expense.Approved);

    internal static bool MayReimburse(Expense expense, Visit visit) => visit.May("expenses.approve") && expense.Status == Expense.Approved;

    private static bool IsWithinReach(Expense expense, Visit visit) => visit.May("expenses.change") && (!visit.IsRole("member") || expense.CreatedBy == visit.Person.User.Id);
}
