using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Budgets;

/// <summary>Lists budgets, newest first; on request each with how it stands today, in the same query.</summary>
internal static class ListBudgets
{
    public static async Task<Results<Ok<Page<BudgetAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, [FromQuery(Name = "with_status")] bool? withStatus, BudgetsDbContext db, KnownTenants tenants, CallerContext caller, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
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
        rows = rows.OrderByDescending(budget => budget.Id).Take(request.Limit + 1);
        if (withStatus is true)
        {
            var today = (await tenants.GetAsync(cancellationToken)).Today(time);
            var standing = await rows.WithLastPeriod(db, today).OrderByDescending(standing => standing.Budget.Id).ToListAsync(cancellationToken);
            return TypedResults.Ok(request.ToPage(
                standing, row => BudgetAnswer.From(row.Budget) with { Status = row.StatusAt(today) }, row => [row.Budget.Id.ToString()], total).Linked(http));
        }
        var found = await rows.ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(found, BudgetAnswer.From, budget => [budget.Id.ToString()], total).Linked(http));
    }
}
