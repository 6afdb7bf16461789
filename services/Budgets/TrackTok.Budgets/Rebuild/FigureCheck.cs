using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Rebuild;

/// <summary>
/// Compares each figure of a tenant's budgets with the sum of the expenses that count, and repairs what differs, with an audit entry for each (SPEC 7.3). Holds the tenant's
/// lock for one budget at a time, so that it may run while events come.
/// </summary>
internal sealed class FigureCheck(BudgetsDbContext db, KnownTenants tenants, Recount recount, OutboxSignal signal, TimeProvider time)
{
    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var ids = await db.Budgets.AsNoTracking().OrderBy(budget => budget.Id).Select(budget => budget.Id).ToListAsync(cancellationToken);
        if (ids.Count == 0) return new CheckOutcome(0, 0);
        var today = (await tenants.GetAsync(cancellationToken)).Today(time);
        var repaired = 0;
        foreach (var id in ids) repaired += await CheckAsync(id, today, cancellationToken);
        signal.Wake();
        return new CheckOutcome(ids.Count, repaired);
    }

    private async Task<int> CheckAsync(Guid budgetId, DateOnly today, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        await TenantLock.TakeAsync(db, cancellationToken);
        if (await db.Budgets.SingleOrDefaultAsync(budget => budget.Id == budgetId, cancellationToken) is not { } budget) return 0;
        var corrections = await recount.RunAsync(budget, today, cancellationToken);
        foreach (var correction in corrections)
            db.Record("budget.figures_repaired", "budget", budgetId, new { correction.PeriodStart, Figures = correction.Before }, new { correction.PeriodStart, Figures = correction.After });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return corrections.Count;
    }
}

/// <param name="Repaired">Periods whose figures were not the sum.</param>
internal sealed record CheckOutcome(int Budgets, int Repaired);
