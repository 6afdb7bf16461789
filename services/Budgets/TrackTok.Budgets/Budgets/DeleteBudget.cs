using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Budgets;

/// <summary>Deletes a budget: it is seen no more and nothing counts in it. Its open alerts are resolved; the audit trail keeps what it was.</summary>
internal static class DeleteBudget
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, BudgetsDbContext db, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        await TenantLock.TakeAsync(db, cancellationToken);
        if (await db.Budgets.SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is not { } budget) return BudgetErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(budget.Version)) return (await StaleVersion.RefuseAsync(db, budget, ifMatch, cancellationToken)).ToProblem();

        var now = time.GetUtcNow();
        budget.Delete(caller.Caller.Person, now);
        db.Name(budget, "deleted");
        foreach (var alert in await db.Alerts.Where(alert => alert.EntityId == id && alert.ResolvedAt == null).ToListAsync(cancellationToken))
        {
            alert.Resolve(now);
            db.Tell(alert.Resolved);
        }
        db.Tell(budget.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
