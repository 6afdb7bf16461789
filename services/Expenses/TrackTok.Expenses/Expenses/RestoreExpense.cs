using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Expenses;

/// <summary>Brings a deleted expense back as it was. Refuses when the 30 days are over, when what it belongs to is deleted, and when the plan has no room.</summary>
internal static class RestoreExpense
{
    public static async Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, ExpensePlaces places, ExpenseKeeper keeper, TimeProvider time, CancellationToken cancellationToken)
    {
        var (expense, refusal) = await keeper.FindAsync(id, cancellationToken, orDeleted: true);
        if (expense is null) return refusal!.ToProblem();

        var before = BookedExpense.Of(expense);
        if (expense.Restore(time.GetUtcNow()) is { } refused) return refused.ToProblem();
        if (!await places.AreLivingAsync(expense, cancellationToken)) return ExpenseErrors.ParentDeleted.ToProblem();
        if (await keeper.KeepAsync(expense, "restored", before, cancellationToken) is { } unkept) return unkept.ToProblem();
        return TypedResults.Ok(ExpenseResponse.From(expense));
    }
}
