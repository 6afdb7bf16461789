using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Contracts;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Plans;

/// <summary>A soft limit is passed: names the owners, whom Identity writes to.</summary>
internal sealed class PlanLimitPassedConsumer(TenantsDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<TenantsDbContext, PlanLimitPassed>(db, tenant, signal, time)
{
    protected override Guid TenantOf(PlanLimitPassed message) => message.TenantId;

    protected override async Task HandleAsync(PlanLimitPassed message, CancellationToken cancellationToken)
    {
        var company = await Db.Tenants.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var owners = await Db.Memberships.Where(member => member.Role == Role.Owner && member.Active && member.RemovedAt == null)
            .OrderBy(member => member.UserId).Select(member => member.UserId).ToArrayAsync(cancellationToken);
        if (company is null || owners.Length == 0) return;
        Db.Tell(() => new OwnersToldOfLimit(
            message.TenantId, message.OccurredAt, message.Version, owners, company.Name, company.Subdomain, message.Plan, message.Max, message.ProjectId, message.ProjectName));
    }
}
