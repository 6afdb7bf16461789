using TrackTok.Identity.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Sessions;

/// <summary>A company that closed is gone for good: its sessions and its audit trail go with it. People stay, because an account is a person's and no company's.</summary>
internal sealed class TenantErasedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<IdentityDbContext, TenantErased>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantErased message) => message.TenantId;

    protected override Task HandleAsync(TenantErased message, CancellationToken cancellationToken) => Db.EraseTenantAsync(message.OccurredAt, cancellationToken);
}
