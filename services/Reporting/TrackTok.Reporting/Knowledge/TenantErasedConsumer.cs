using TrackTok.Reporting.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Knowledge;

/// <summary>A company that closed is gone for good: so is all that is known of it here.</summary>
internal sealed class TenantErasedConsumer(ReportingDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time, KnownTenants knownTenants)
    : TenantConsumer<ReportingDbContext, TenantErased>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantErased message) => message.TenantId;

    protected override Task HandleAsync(TenantErased message, CancellationToken cancellationToken) => knownTenants.EraseAsync(message, cancellationToken);
}
