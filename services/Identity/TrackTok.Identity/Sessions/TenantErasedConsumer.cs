using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.OpenId;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Sessions;

/// <summary>A company that closed is gone for good: its sessions, its apps and its audit trail go with it. People stay, because an account is a person's and no company's.</summary>
internal sealed class TenantErasedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<IdentityDbContext, TenantErased>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantErased message) => message.TenantId;

    protected override async Task HandleAsync(TenantErased message, CancellationToken cancellationToken)
    {
        await AppClients.RemoveAsync(Db, await Db.Apps.Select(app => app.Id).ToListAsync(cancellationToken), cancellationToken);
        await Db.EraseTenantAsync(message.OccurredAt, cancellationToken);
    }
}
