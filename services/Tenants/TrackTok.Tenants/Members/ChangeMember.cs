using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Members;

/// <summary>
/// Changes a member's role, or whether they may sign in, and ends the tokens they hold, so that the change counts from their next request on (SPEC 3.3). Refuses what
/// SPEC 4.1 forbids, also when many try at once, and a member more than the plan allows. Who becomes an owner, and who is one no more, is decided on a fresh proof.
/// </summary>
internal static class ChangeMember
{
    internal static readonly Refusal LimitReached = PlanLimits.Of(PlanLimits.Basic).Members.Reached(1);

    internal static async Task<Results<Ok<MemberAnswer>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "user_id")] Guid userId, ChangeMemberRequest request, IfMatch ifMatch,
        TenantsDbContext db, CallerContext caller, RevocationList revocations, TimeProvider time, CancellationToken cancellationToken)
    {
        var asker = caller.Caller.Person;
        await db.LockMembersAsync(cancellationToken);
        var concerned = await db.Members()
            .Where(membership => membership.UserId == userId || membership.UserId == asker || (membership.Role == Role.Owner && membership.Active))
            .ToListAsync(cancellationToken);
        if (concerned.Find(membership => membership.UserId == userId) is not { } member) return MemberErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(member.Version)) return (await StaleVersion.RefuseAsync(db, member, ifMatch, cancellationToken)).ToProblem();
        if (concerned.Find(membership => membership.UserId == asker) is not { } by) return MemberErrors.NotAllowed.ToProblem();

        var active = request.Active.Value ?? member.Active;
        if (active && !member.Active && await LimitAsync(db, time.GetUtcNow(), cancellationToken) is { } full) return full.ToProblem();
        var owners = concerned.Count(membership => membership.IsActiveOwner);
        var role = RoleNames.Parse(request.Role.Value) ?? member.Role;
        var dangerous = member.TouchesOwnership(role, active);
        if (member.Change(role, active, by, owners) is { } refusal) return refusal.ToProblem();
        if (dangerous && RecentProof.Refuse(caller.Caller, time.GetUtcNow()) is { } unproved) return unproved.ToProblem();

        var subject = RevocationSubject.Member(member.TenantId, member.UserId);
        if (db.ChangeTracker.HasChanges())
        {
            db.Tell(() => member.Revised(time.GetUtcNow()));
            await db.SaveChangesAsync(cancellationToken);
            db.AfterCommit(() => revocations.RevokeAsync(subject));
        }
        else if (await ChangedAtAsync(db, userId, cancellationToken) is { } changedAt)
        {
            // A repetition may be here because Redis failed the first time; tokens that were issued since live on.
            db.AfterCommit(() => revocations.RevokeIfMissingAsync(subject, changedAt));
        }
        return TypedResults.Ok(MemberAnswer.From(member, await db.SecondFactorAsync(cancellationToken), time.GetUtcNow()));
    }

    /// <summary>When role or activity was last changed, by the audit trail; null when they never were.</summary>
    private static Task<DateTimeOffset?> ChangedAtAsync(TenantsDbContext db, Guid userId, CancellationToken cancellationToken) => db.Audit
        .Where(entry => entry.EntityId == userId && entry.Action == Membership.AuditNoun + ".changed" && EF.Functions.JsonExistAny(entry.Changes, "role", "active"))
        .MaxAsync(entry => (DateTimeOffset?)entry.OccurredAt, cancellationToken);

    private static async Task<Refusal?> LimitAsync(TenantsDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var plan = await db.Tenants.Select(tenant => tenant.Plan).SingleAsync(cancellationToken);
        var used = await db.CountSeatsAsync(now, cancellationToken);
        var limit = PlanLimits.Of(plan).Members;
        return limit.HasRoom(used) ? null : limit.Reached(used);
    }
}

internal sealed record ChangeMemberRequest(Change<string> Role, Change<bool?> Active) : ICheckedRequest
{
    public void Check(RequestErrors errors)
    {
        if (Role.IsGiven && RoleNames.Parse(Role.Value) is null) errors.Add("role", "Give one of owner, admin, analyst, member.");
        if (Active is { IsGiven: true, Value: null }) errors.Add("active", "Give true or false.");
    }
}
