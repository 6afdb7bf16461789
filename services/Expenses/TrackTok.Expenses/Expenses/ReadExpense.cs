using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Expenses;

/// <summary>Shows one living expense; who may see only their own finds no other.</summary>
internal static class ReadExpense
{
    private static readonly Func<ExpensesDbContext, Guid, CancellationToken, Task<ExpenseResponse?>> Find = EF.CompileAsyncQuery((ExpensesDbContext db, Guid id, CancellationToken cancellationToken) => db.Expenses
        .AsNoTracking()
        .Where(expense => expense.Id == id && expense.DeletedAt == null)
        .Select(ExpenseResponse.Projection)
        .SingleOrDefault());

    public static async Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(Guid id, ExpensesDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var expense = await Find(db, id, cancellationToken);
        if (expense is null || (caller.Caller.OnlyOwn(Permissions.ReadExpenses) && expense.CreatedBy != caller.Caller.Person)) return ExpenseErrors.NotFound.ToProblem();
        return TypedResults.Ok(expense);
    }
}
