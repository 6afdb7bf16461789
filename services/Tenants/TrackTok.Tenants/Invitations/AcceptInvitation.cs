using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Invitations;

/// <summary>
/// Makes the person whom Identity vouches for a member, in the seat that their invitation holds, once: whoever asks again for the same person gets the same answer.
/// Refuses an invitation that was used, revoked or has expired, and growth beyond a plan that has become smaller since.
/// </summary>
internal sealed class AcceptInvitation(TenantsDbContext db, TenantContext scope, CallerContext caller, OutboxSignal signal, TimeProvider time)
{
    internal async Task<Refusal?> HandleAsync(Guid tenantId, Guid invitationId, Person person, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        person.Check(errors, "");
        if (errors.ToRefusal() is { } unfit) return unfit;
        if (tenantId == Guid.Empty) return InvitationErrors.Invalid;
        scope.Set(tenantId);
        caller.Caller = new Caller(person.UserId, tenantId, null, null, false, person.UserId.ToString());

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        await db.LockMembersAsync(cancellationToken);
        if (await db.Invitations.SingleOrDefaultAsync(row => row.Id == invitationId, cancellationToken) is not { } invitation) return InvitationErrors.Invalid;
        if (invitation.State == InvitationState.Accepted && invitation.UserId == person.UserId) return null;
        var now = time.GetUtcNow();
        var tenant = await db.Tenants.SingleAsync(cancellationToken);
        var seats = await db.CountSeatsAsync(now, cancellationToken);
        if (invitation.HoldsSeat(now) && seats > tenant.Limits.Members.Max) return tenant.Limits.Members.Reached(seats - 1);
        if (invitation.Accept(person.UserId, now) is { } closed) return closed;
        if (await db.JoinAsync(person, invitation.Role, now, cancellationToken) is { } refusal) return refusal;

        db.Name(invitation, "accepted");
        db.Tell(() => invitation.Revised(tenant, now));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return null;
    }
}
