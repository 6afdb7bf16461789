using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Tenants;

/// <summary>Keeps what is known of a tenant. When its weeks or fiscal years begin otherwise than before, its budgets' periods are cut anew and counted from the facts.</summary>
internal sealed class TenantRevisedConsumer(BudgetsDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time, KnownTenants tenants, Recount recount)
    : TenantConsumer<BudgetsDbContext, TenantRevised>(db, tenant, signal, time)
{
    private readonly TimeProvider _time = time;

    protected override Guid TenantOf(TenantRevised message) => message.TenantId;

    protected override async Task HandleAsync(TenantRevised message, CancellationToken cancellationToken)
    {
        await tenants.TakeAsync(message, cancellationToken);
        if (Db.Set<KnownTenant>().Local.SingleOrDefault() is not { } known || known.Version != message.Version) return;
        await TenantLock.TakeAsync(Db, cancellationToken);
        foreach (var budget in await Db.Budgets.ToListAsync(cancellationToken))
        {
            if (!budget.Follow(known.Calendar())) continue;
            await recount.RunAsync(budget, known.Today(_time), cancellationToken);
            Db.Tell(budget.Revised);
        }
    }
}
