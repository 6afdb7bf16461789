using Microsoft.AspNetCore.Http.HttpResults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Approves what was submitted.</summary>
internal static class ApproveExpense
{
    public static Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(Guid id, ExpenseKeeper keeper, CancellationToken cancellationToken) =>
        keeper.MoveAsync(id, "approved", (expense, now) => expense.Approve(now), cancellationToken);
}
