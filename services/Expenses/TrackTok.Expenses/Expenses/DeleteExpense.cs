using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Expenses;

/// <summary>Deletes an expense: it counts nowhere and shows in no list, and can be restored for 30 days.</summary>
internal static class DeleteExpense
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, ExpensesDbContext db, ExpenseKeeper keeper, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var (expense, refusal) = await keeper.FindAsync(id, cancellationToken);
        if (expense is null) return refusal!.ToProblem();
        if (caller.Caller.OnlyOwn(Permissions.ChangeExpenses) && !expense.IsOpen) return ExpenseErrors.NotYoursToChange.ToProblem();
        if (!ifMatch.Allows(expense.Version)) return (await StaleVersion.RefuseAsync(db, expense, ifMatch, cancellationToken)).ToProblem();

        var before = BookedExpense.Of(expense);
        if (expense.Delete(time.GetUtcNow()) is { } refused) return refused.ToProblem();
        if (await keeper.KeepAsync(expense, "deleted", before, cancellationToken) is { } unkept) return unkept.ToProblem();
        return TypedResults.NoContent();
    }
}
