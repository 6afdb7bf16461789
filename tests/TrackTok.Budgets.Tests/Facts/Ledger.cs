using System.Globalization;
using System.Text.Json;
using TrackTok.Expenses.Contracts;

namespace TrackTok.Budgets.Tests.Facts;

/// <summary>The naive truth beside which figures are held: the newest state of each expense, summed by hand.</summary>
internal static class Ledger
{
    private static readonly string[] Spending = ["approved", "reimbursed"];
    private static readonly string[] Committing = ["draft", "submitted"];

    public static (decimal Spent, decimal Committed) Sum(IEnumerable<ExpenseRevised> news, Func<ExpenseFacts, bool> covers, string from, string to)
    {
        var (first, last) = (DateOnly.Parse(from, null), DateOnly.Parse(to, null));
        var counting = news.GroupBy(one => one.Expense.ExpenseId).Select(states => states.MaxBy(state => state.Version)!)
            .Where(state => !state.Deleted && state.Expense.ExpenseDate >= first && state.Expense.ExpenseDate <= last && covers(state.Expense))
            .Where(state => state.Expense.Currency == "USD" || (state.Expense.ReportingCurrency == "USD" && state.Expense.ReportingAmount is not null))
            .Select(state => (state.Expense.Status, Amount: state.Expense.Currency == "USD" ? state.Expense.Amount : state.Expense.ReportingAmount!.Value)).ToList();
        return (counting.Where(one => Spending.Contains(one.Status)).Sum(one => one.Amount), counting.Where(one => Committing.Contains(one.Status)).Sum(one => one.Amount));
    }

    public static void ShouldAddUp(this JsonElement status, (decimal Spent, decimal Committed) sums)
    {
        status.Text("spent").ShouldBe(sums.Spent.ToString("F2", CultureInfo.InvariantCulture));
        status.Text("committed").ShouldBe(sums.Committed.ToString("F2", CultureInfo.InvariantCulture));
    }
}
