using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Invitations;

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

    /// <summary>Makes a person a member: anew, or again after they were removed. Refuses one who is a member already.</summary>
    internal static async Task<Refusal?> JoinAsync(this TenantsDbContext db, Person person, Role role, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await db.Memberships.SingleOrDefaultAsync(membership => membership.UserId == person.UserId, cancellationToken);
        if (known is null)
        {
            db.Join(Membership.Of(db.TenantId, person, role, now), now);
            return null;
        }
        if (known.RemovedAt is null) return MemberErrors.AlreadyMember;
        known.Rejoin(person, role, now);
        db.Add(new Belonging { UserId = person.UserId, TenantId = db.TenantId });
        db.Name(known, "rejoined");
        db.Tell(() => known.Revised(now));
        return null;
    }

    /// <summary>Those who are members, active or not.</summary>
    internal static IQueryable<Membership> Members(this TenantsDbContext db) => db.Memberships.Where(membership => membership.RemovedAt == null);

    /// <summary>Changes of a tenant's members happen one after the other: guards that count (the last owner, the plan's limit) must see what the one before has done.</summary>
    internal static Task<int> LockMembersAsync(this TenantsDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT 1 FROM tenants WHERE tenant_id = {db.TenantId} FOR UPDATE", cancellationToken);

    /// <summary>The seats of the plan that are taken: by active members, and by invitations that may still be accepted.</summary>
    internal static async Task<int> CountSeatsAsync(this TenantsDbContext db, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Tenants.Select(_ =>
            db.Memberships.Count(membership => membership.Active)
            + db.Invitations.Count(invitation => invitation.State == InvitationState.Pending && invitation.ExpiresAt > now)).SingleOrDefaultAsync(cancellationToken);
}
