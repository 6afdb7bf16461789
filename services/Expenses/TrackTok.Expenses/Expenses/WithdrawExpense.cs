using Microsoft.AspNetCore.Http.HttpResults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Takes a filed expense back, to be changed or left.</summary>
internal static class WithdrawExpense
{
    public static Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(Guid id, ExpenseKeeper keeper, CancellationToken cancellationToken) =>
        keeper.MoveAsync(id, "withdrawn", (expense, now) => expense.Withdraw(now), cancellationToken);
}
