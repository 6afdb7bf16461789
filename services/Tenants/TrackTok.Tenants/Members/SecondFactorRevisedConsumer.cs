using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>A person has a second factor now, or none any more: owners see in the list of members who is still without.</summary>
internal sealed class SecondFactorRevisedConsumer(TenantsDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<TenantsDbContext, SecondFactorRevised>(db, tenant, signal, time)
{
    protected override Guid TenantOf(SecondFactorRevised message) => message.TenantId;

    protected override async Task HandleAsync(SecondFactorRevised message, CancellationToken cancellationToken)
    {
        await Db.LockMembersAsync(cancellationToken);
        var known = await Db.Memberships.SingleOrDefaultAsync(membership => membership.UserId == message.UserId, cancellationToken);
        if (known is null || !known.FollowFactor(message.Enrolled, message.Version)) return;
        // Its version is a member's like any other's: whoever keeps members must not miss one.
        Db.Tell(() => known.Revised(message.OccurredAt));
        Db.Name(known, "second_factor_followed");
    }
}
