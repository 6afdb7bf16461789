using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Invitations;

/// <summary>
/// Invites an e-mail address to a role; Identity, which hears of it, mails the link. A pending invitation holds a seat, so that members and invitations together never pass
/// the plan's limit, however many invite at once. Refuses who is a member or invited already, and owners and admins unless an owner invites them; an owner is invited on a fresh proof only.
/// </summary>
internal static class InviteMember
{
    internal sealed record InviteMemberRequest(string? Email, [property: OneOf(typeof(Role))] string? Role, string? FirstName, string? LastName) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Email(Email, "email");
            if (RoleNames.Parse(Role) is null) errors.Add("role", Role is null ? "This is required." : "Give one of owner, admin, analyst, member.");
            if (FirstName is not null) errors.Text(FirstName, "first_name", Person.LongestName);
            if (LastName is not null) errors.Text(LastName, "last_name", Person.LongestName);
        }
    }

    internal static async Task<Results<Created<InvitationAnswer>, ProblemHttpResult>> HandleAsync(
        InviteMemberRequest request, TenantsDbContext db, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var (asker, email, now) = (caller.Caller.Person, Invitation.FoldEmail(request.Email!), time.GetUtcNow());
        await db.LockMembersAsync(cancellationToken);
        var concerned = await db.Members().AsNoTracking().Where(membership => membership.UserId == asker || membership.Email == email).ToListAsync(cancellationToken);
        var by = concerned.Find(membership => membership.UserId == asker);
        var role = RoleNames.Parse(request.Role)!.Value;
        if (Invitation.RefuseBy(by, role) is { } no) return no.ToProblem();
        if (role == Role.Owner && RecentProof.Refuse(caller.Caller, now) is { } unproved) return unproved.ToProblem();
        if (concerned.Exists(membership => membership.Email == email)) return InvitationErrors.AlreadyMember.ToProblem();
        if (await db.RefuseMoreAsync(email, now, cancellationToken) is { } enough) return enough.ToProblem();
        if (await db.Invitations.SingleOrDefaultAsync(other => other.Email == email && other.State == InvitationState.Pending, cancellationToken) is { } earlier)
        {
            if (earlier.HoldsSeat(now)) return InvitationErrors.AlreadyInvited.ToProblem();
            // It has expired: the new one takes its place.
            earlier.Revoke();
            await db.SaveChangesAsync(cancellationToken);
        }
        var tenant = await db.Tenants.SingleAsync(cancellationToken);
        var used = await db.CountSeatsAsync(now, cancellationToken);
        if (!tenant.Limits.Members.HasRoom(used)) return tenant.Limits.Members.Reached(used).ToProblem();

        var invitation = Invitation.Send(tenant.TenantId, request, by!, now);
        db.Add(invitation);
        db.Tell(() => invitation.Revised(tenant, now));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/invitations/{invitation.Id}", InvitationAnswer.From(invitation, now));
    }
}

/// <param name="State"><c>pending</c>, <c>expired</c>, <c>accepted</c> or <c>revoked</c>.</param>
/// <param name="UserId">Who accepted it.</param>
internal sealed record InvitationAnswer(
    Guid Id, string Email, Role Role, string? FirstName, string? LastName, string State, DateTimeOffset ExpiresAt, Guid InvitedBy, DateTimeOffset CreatedAt, Guid? UserId, long Version) : IVersionedAnswer
{
    internal static InvitationAnswer From(Invitation invitation, DateTimeOffset now) => new(
        invitation.Id, invitation.Email, invitation.Role, invitation.FirstName, invitation.LastName, invitation.StateWord(now), invitation.ExpiresAt, invitation.InvitedBy,
        invitation.CreatedAt, invitation.UserId, invitation.Version);
}
