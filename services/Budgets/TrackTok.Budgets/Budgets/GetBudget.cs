using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Budgets;

/// <summary>Shows one budget.</summary>
internal static class GetBudget
{
    public static async Task<Results<Ok<BudgetAnswer>, ProblemHttpResult>> HandleAsync(Guid id, BudgetsDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var budget = await db.Budgets.AsNoTracking().VisibleTo(caller).SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken);
        return budget is null ? BudgetErrors.NotFound.ToProblem() : TypedResults.Ok(BudgetAnswer.From(budget));
    }
}

internal static class Visibility
{
    /// <summary>The budgets that the caller may see: all, or those set for themselves.</summary>
    public static IQueryable<Budget> VisibleTo(this IQueryable<Budget> budgets, CallerContext caller)
    {
        if (!caller.Caller.OnlyOwn(Permissions.ReadBudgets)) return budgets;
        var person = caller.Caller.Person;
        return budgets.Where(budget => budget.UserId == person);
    }
}
