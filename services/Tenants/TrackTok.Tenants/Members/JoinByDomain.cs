using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Invitations;

namespace TrackTok.Tenants.Members;

/// <summary>
/// Makes the person whom Identity vouches for a member because the tenant has proved the domain of their e-mail address: exactly that domain, and none below or above it. For an active member
/// it changes nothing. Refuses growth beyond the plan, who was deactivated or removed, who has an invitation that says more, and the roles of owners and admins.
/// </summary>
internal sealed class JoinByDomain(TenantsDbContext db, TenantContext scope, CallerContext caller, OutboxSignal signal, TimeProvider time)
{
    internal async Task<Refusal?> HandleAsync(Guid tenantId, Person person, string wanted, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        person.Check(errors, "");
        if (RoleNames.Parse(wanted) is not (Role.Member or Role.Analyst)) errors.Add("role", "Give one of member, analyst.");
        if (errors.ToRefusal() is { } unfit) return unfit;
        if (tenantId == Guid.Empty) return MemberErrors.DomainNotVerified;
        scope.Set(tenantId);
        caller.Caller = new Caller(person.UserId, tenantId, null, null, false, person.UserId.ToString());

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        await db.LockMembersAsync(cancellationToken);
        var (email, now) = (person.Email.Trim().ToLowerInvariant(), time.GetUtcNow());
        var domain = email[(email.LastIndexOf('@') + 1)..];
        if (!await db.Domains.AnyAsync(proved => proved.Name == domain && proved.VerifiedAt != null, cancellationToken)) return MemberErrors.DomainNotVerified;
        if (await db.Memberships.SingleOrDefaultAsync(membership => membership.UserId == person.UserId, cancellationToken) is { } known) return known.Active ? null : MemberErrors.Inactive;
        if (await db.Invitations.AnyAsync(invitation => invitation.Email == email && invitation.State == InvitationState.Pending && invitation.ExpiresAt > now, cancellationToken)) return MemberErrors.InvitationWaiting;
        var limit = (await db.Tenants.SingleAsync(cancellationToken)).Limits.Members;
        var seats = await db.CountSeatsAsync(now, cancellationToken);
        if (!limit.HasRoom(seats)) return limit.Reached(seats);

        var joined = Membership.Of(tenantId, person, RoleNames.Parse(wanted)!.Value, now);
        db.Join(joined, now);
        db.Name(joined, "joined_by_domain");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return null;
    }
}
