using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>Shows one member, active or not.</summary>
internal static class ShowMember
{
    internal static async Task<Results<Ok<MemberAnswer>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "user_id")] Guid userId, TenantsDbContext db, CancellationToken cancellationToken) =>
        await db.Members().AsNoTracking().SingleOrDefaultAsync(membership => membership.UserId == userId, cancellationToken) is { } membership
            ? TypedResults.Ok(MemberAnswer.From(membership))
            : MemberErrors.NotFound.ToProblem();
}

internal sealed record MemberAnswer(Guid UserId, string Email, string FirstName, string LastName, Role Role, bool Active, DateTimeOffset JoinedAt, long Version) : IVersionedAnswer
{
    internal static MemberAnswer From(Membership membership) => new(
        membership.UserId, membership.Email, membership.FirstName, membership.LastName, membership.Role, membership.Active, membership.JoinedAt, membership.Version);
}
