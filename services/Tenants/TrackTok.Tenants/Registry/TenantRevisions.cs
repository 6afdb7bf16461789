using Microsoft.EntityFrameworkCore;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Registry;

/// <summary>How every change of a tenant is saved: audited under its name, told to the other services, and followed by the directory.</summary>
internal static class TenantRevisions
{
    /// <param name="change">As <see cref="Contracts.TenantRevised.Change"/> names it.</param>
    internal static async Task SaveRevisedAsync(this TenantsDbContext db, Tenant tenant, string change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!db.ChangeTracker.HasChanges()) return;
        db.Name(tenant, change);
        db.Tell(() => tenant.Revised(change, now));
        await db.SaveChangesAsync(cancellationToken);
        await db.Names.Where(name => name.TenantId == tenant.TenantId).ExecuteUpdateAsync(
            name => name.SetProperty(n => n.Name, tenant.Name).SetProperty(n => n.Status, tenant.Status).SetProperty(n => n.Plan, tenant.Plan).SetProperty(n => n.Version, tenant.Version),
            cancellationToken);
    }
}
