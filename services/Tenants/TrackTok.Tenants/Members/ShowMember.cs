using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Members;

/// <summary>Shows one member, active or not.</summary>
internal static class ShowMember
{
    internal static async Task<Results<Ok<MemberAnswer>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "user_id")] Guid userId, TenantsDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        await db.Members().AsNoTracking().SingleOrDefaultAsync(membership => membership.UserId == userId, cancellationToken) is { } membership
            ? TypedResults.Ok(MemberAnswer.From(membership, await db.SecondFactorAsync(cancellationToken), time.GetUtcNow()))
            : MemberErrors.NotFound.ToProblem();

    /// <summary>What the company asks of its members' sign-in.</summary>
    internal static Task<SecondFactorPolicy> SecondFactorAsync(this TenantsDbContext db, CancellationToken cancellationToken) =>
        db.Tenants.Select(tenant => new SecondFactorPolicy(tenant.SecondFactorSince, tenant.SecondFactorGraceDays)).SingleAsync(cancellationToken);
}

/// <param name="SecondFactor"><c>enrolled</c>; <c>pending</c>: asked for, not there yet, until <paramref name="SecondFactorDeadline"/>; <c>overdue</c>: after it; <c>off</c>: none, and nobody asks for one.</param>
internal sealed record MemberAnswer(
    Guid UserId, string Email, string FirstName, string LastName, Role Role, bool Active, DateTimeOffset JoinedAt, string SecondFactor, DateTimeOffset? SecondFactorDeadline, long Version) : IVersionedAnswer
{
    /// <summary>The company's policy and the clock change what is shown, and not the row.</summary>
    string? IVersionedAnswer.Variant => $"{SecondFactor}{SecondFactorDeadline?.ToUnixTimeSeconds()}";

    internal static MemberAnswer From(Membership membership, SecondFactorPolicy policy, DateTimeOffset now) => new(
        membership.UserId, membership.Email, membership.FirstName, membership.LastName, membership.Role, membership.Active, membership.JoinedAt,
        policy.StateOf(membership, now), membership.SecondFactor ? null : policy.By(membership.JoinedAt), membership.Version);
}
