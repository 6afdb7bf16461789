using Microsoft.EntityFrameworkCore;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>What every way into a tenant has in common.</summary>
internal static class Joining
{
    /// <summary>Adds the membership, notes where the person belongs, and tells it.</summary>
    internal static void Join(this TenantsDbContext db, Membership membership, DateTimeOffset now)
    {
        db.Add(membership);
        db.Add(new Belonging { UserId = membership.UserId, TenantId = membership.TenantId });
        db.Tell(() => membership.Revised(now));
    }

    /// <summary>Changes of a tenant's members happen one after the other: guards that count (the last owner, the plan's limit) must see what the one before has done.</summary>
    internal static Task<int> LockMembersAsync(this TenantsDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT 1 FROM tenants WHERE tenant_id = {db.TenantId} FOR UPDATE", cancellationToken);

    internal static Task<int> CountActiveMembersAsync(this TenantsDbContext db, CancellationToken cancellationToken) =>
        db.Memberships.CountAsync(membership => membership.Active, cancellationToken);
}
