using Microsoft.EntityFrameworkCore;
using TrackTok.Reporting.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Reports are in the tenant's currency and calendar.</summary>
public sealed class TenantRevisedConsumer(ReportingDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time, KnownTenants tenants)
    : TenantConsumer<ReportingDbContext, TenantRevised>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantRevised message) => message.TenantId;

    protected override Task HandleAsync(TenantRevised message, CancellationToken cancellationToken) => tenants.TakeAsync(message, cancellationToken);
}

/// <summary>From the moment a tenant is known its reports say how fresh they are, though nothing was spent yet.</summary>
internal sealed class FirstKnowledge(ReportingDbContext db, TimeProvider time) : INewTenantSetup
{
    public async Task SetUpAsync(KnownTenant tenant, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync($"INSERT INTO report_freshness (tenant_id, as_of) VALUES ({tenant.TenantId}, {time.GetUtcNow()}) ON CONFLICT DO NOTHING", cancellationToken);
}
