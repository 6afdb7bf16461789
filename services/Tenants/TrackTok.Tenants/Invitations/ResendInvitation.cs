using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Invitations;

/// <summary>Sends a pending or expired invitation again, with a new link for another seven days. One that had expired needs a free seat of the plan anew.</summary>
internal static class ResendInvitation
{
    internal static async Task<Results<Ok<InvitationAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, TenantsDbContext db, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.LockMembersAsync(cancellationToken);
        var (invitation, refusal) = await db.FindInvitationAsync(id, caller, cancellationToken);
        if (refusal is not null) return refusal.ToProblem();
        if (invitation!.Role == Role.Owner && RecentProof.Refuse(caller.Caller, now) is { } unproved) return unproved.ToProblem();
        var tenant = await db.Tenants.SingleAsync(cancellationToken);
        var used = await db.CountSeatsAsync(now, cancellationToken);
        if (!invitation!.HoldsSeat(now) && !tenant.Limits.Members.HasRoom(used)) return tenant.Limits.Members.Reached(used).ToProblem();
        if (await db.RefuseMoreAsync(invitation.Email, now, cancellationToken) is { } enough) return enough.ToProblem();
        if (invitation.SendAgain(now) is { } no) return no.ToProblem();

        db.Name(invitation, "resent");
        db.Tell(() => invitation.Revised(tenant, now));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(InvitationAnswer.From(invitation, now));
    }

    /// <summary>The invitation, if the caller, as they stand now, may deal with it.</summary>
    internal static async Task<(Invitation? Invitation, Refusal? Refusal)> FindInvitationAsync(this TenantsDbContext db, Guid id, CallerContext caller, CancellationToken cancellationToken)
    {
        var asker = caller.Caller.Person;
        if (await db.Invitations.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } invitation) return (null, InvitationErrors.NotFound);
        var by = await db.Members().AsNoTracking().SingleOrDefaultAsync(membership => membership.UserId == asker, cancellationToken);
        return Invitation.RefuseBy(by, invitation.Role) is { } refusal ? (null, refusal) : (invitation, null);
    }
}
