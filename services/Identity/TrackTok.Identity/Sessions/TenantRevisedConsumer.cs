using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Sessions;

/// <summary>A tenant was suspended or closed: the access tokens of before are dead. Its sessions live on, and refresh again once it is reactivated.</summary>
internal sealed class TenantRevisedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<IdentityDbContext, TenantRevised>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantRevised message) => message.TenantId;

    protected override async Task HandleAsync(TenantRevised message, CancellationToken cancellationToken)
    {
        if (message.Status is "active" or "closing") return;
        await Db.Sessions
            .Where(session => session.TenantId == message.TenantId && session.EndedAt == null && (session.TokensDeadUntil == null || session.TokensDeadUntil < message.OccurredAt))
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.TokensDeadUntil, message.OccurredAt), cancellationToken);
    }
}
