using Microsoft.AspNetCore.Http.HttpResults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Files a draft, or what was rejected or withdrawn. No policy asks for a decision, so it is approved at once (SPEC 6.2).</summary>
internal static class SubmitExpense
{
    public static Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(Guid id, ExpenseKeeper keeper, CancellationToken cancellationToken) =>
        keeper.MoveAsync(id, "submitted", (expense, now) => expense.Submit(now), cancellationToken);
}
