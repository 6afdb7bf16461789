using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>
/// Takes a person out of the company, and ends the tokens they hold there with their next request; what they did stays. Everyone may leave, but the last owner. Refuses what
/// SPEC 4.1 forbids, also when many try at once; an owner goes on a fresh proof only.
/// </summary>
internal static class RemoveMember
{
    internal static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "user_id")] Guid userId, IfMatch ifMatch, TenantsDbContext db, CallerContext caller, RevocationList revocations, TimeProvider time, CancellationToken cancellationToken)
    {
        var asker = caller.Caller.Person;
        await db.LockMembersAsync(cancellationToken);
        var concerned = await db.Members()
            .Where(membership => membership.UserId == userId || membership.UserId == asker || (membership.Role == Role.Owner && membership.Active))
            .ToListAsync(cancellationToken);
        if (concerned.Find(membership => membership.UserId == userId) is not { } member) return MemberErrors.NotFound.ToProblem();
        if (caller.Caller.OnlyOwn(Permissions.RemoveMembers) && userId != asker) return MemberErrors.OthersStay.ToProblem();
        if (!ifMatch.Allows(member.Version)) return (await StaleVersion.RefuseAsync(db, member, ifMatch, cancellationToken)).ToProblem();
        if (concerned.Find(membership => membership.UserId == asker) is not { } by) return MemberErrors.NotAllowed.ToProblem();

        var owners = concerned.Count(membership => membership.IsActiveOwner);
        if (member.Remove(by, owners, time.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        if (member.Role == Role.Owner && RecentProof.Refuse(caller.Caller, time.GetUtcNow()) is { } unproved) return unproved.ToProblem();

        db.Name(member, by == member ? "left" : "removed");
        db.Tell(() => member.Revised(time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await db.Belongings.Where(belonging => belonging.UserId == userId && belonging.TenantId == db.TenantId).ExecuteDeleteAsync(cancellationToken);
        db.AfterCommit(() => revocations.RevokeAsync(RevocationSubject.Member(member.TenantId, userId)));
        return TypedResults.NoContent();
    }
}
