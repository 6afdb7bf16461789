using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Invitations;

/// <summary>Revokes an invitation that was not accepted yet: its link is dead at once and its seat is free.</summary>
internal static class RevokeInvitation
{
    internal static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, TenantsDbContext db, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        await db.LockMembersAsync(cancellationToken);
        var (invitation, refusal) = await db.FindInvitationAsync(id, caller, cancellationToken);
        if (refusal is not null) return refusal.ToProblem();
        if (!ifMatch.Allows(invitation!.Version)) return (await StaleVersion.RefuseAsync(db, invitation, ifMatch, cancellationToken)).ToProblem();
        if (invitation.Revoke() is { } no) return no.ToProblem();

        var tenant = await db.Tenants.SingleAsync(cancellationToken);
        db.Name(invitation, "revoked");
        db.Tell(() => invitation.Revised(tenant, time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
