using Microsoft.AspNetCore.Http.HttpResults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Notes that an approved expense has been paid back.</summary>
internal static class ReimburseExpense
{
    public static Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(Guid id, ExpenseKeeper keeper, CancellationToken cancellationToken) =>
        keeper.MoveAsync(id, "reimbursed", (expense, now) => expense.Reimburse(now), cancellationToken);
}
