using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Budgets;

/// <summary>Lists budgets, newest first.</summary>
internal static class ListBudgets
{
    public static async Task<Results<Ok<Page<BudgetAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, BudgetsDbContext db, CallerContext caller, HttpContext http, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (request is null) return refusal!.ToProblem();
        var visible = db.Budgets.AsNoTracking().VisibleTo(caller);
        var total = request.IncludeTotal ? await visible.LongCountAsync(cancellationToken) : (long?)null;
        var rows = visible;
        if (request.After is not null)
        {
            if (!Guid.TryParse(request.After[0], out var after)) return PageRequest.BadCursor.ToProblem();
            rows = rows.Where(budget => budget.Id < after);
        }
        var found = await rows.OrderByDescending(budget => budget.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(found, BudgetAnswer.From, budget => [budget.Id.ToString()], total).Linked(http));
    }
}
