using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>A person has another e-mail address or name: their membership follows, and tells it in turn.</summary>
internal sealed class PersonRevisedConsumer(TenantsDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<TenantsDbContext, PersonRevised>(db, tenant, signal, time)
{
    protected override Guid TenantOf(PersonRevised message) => message.TenantId;

    protected override async Task HandleAsync(PersonRevised message, CancellationToken cancellationToken)
    {
        await Db.LockMembersAsync(cancellationToken);
        var known = await Db.Memberships.SingleOrDefaultAsync(membership => membership.UserId == message.UserId, cancellationToken);
        if (known is null || !known.Follow(new Person(message.UserId, message.Email, message.FirstName, message.LastName), message.Version)) return;
        Db.Tell(() => known.Revised(message.OccurredAt));
    }
}
