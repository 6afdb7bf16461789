using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Tenancy;

namespace TrackTok.Identity.People;

/// <summary>Who is signed in, where, as what, with which permissions, and where else they are a member.</summary>
internal static class ShowMe
{
    /// <param name="Permissions">The names of all that the role allows, fully or for one's own.</param>
    internal sealed record MeAnswer(PersonAnswer User, TenantAnswer? Tenant, string Role, IReadOnlyList<string> Permissions, IReadOnlyList<MembershipAnswer> Memberships, SecondFactorAnswer SecondFactor);

    internal sealed record MembershipAnswer(Guid TenantId, string Name, string Subdomain, string Role, bool Active);

    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, MembershipReader memberships, PermissionNames permissions, TimeProvider time, CancellationToken cancellationToken)
    {
        var (id, tenantId) = (caller.Caller.Person, caller.Caller.TenantId!.Value);
        var person = await db.People.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (person is null) return SessionErrors.SessionEnded.ToProblem();
        var all = await memberships.ListAsync(id, cancellationToken);
        // One company's provider learns nothing of the person's other companies.
        if (caller.Caller.ProviderId is not null) all.RemoveAll(member => member.TenantId != tenantId);
        var place = tenantId == Platform.Id ? await memberships.FindOperatorAsync(id, cancellationToken) : all.Find(member => member.TenantId == tenantId);
        if (place is not { } here) return SessionErrors.AccountInactive.ToProblem();
        var answer = PersonAnswer.From(person, here);
        return TypedResults.Ok(new MeAnswer(
            answer, here.IsOfPlatform ? null : TenantAnswer.From(here.Tenant), answer.Role, here.IsOfPlatform ? [] : await permissions.OfAsync(here.Role, cancellationToken),
            [.. all.Select(member => new MembershipAnswer(member.TenantId, member.Tenant.Name, member.Tenant.Subdomain, member.Role.Text(), member.Active))],
            SecondFactorAnswer.From(here, person, time.GetUtcNow(), await IsSeenAsync(db, caller.Caller, here, person, cancellationToken))));
    }

    /// <summary>Whether the company's provider saw a second factor where the person has none of their own.</summary>
    private static async Task<bool> IsSeenAsync(IdentityDbContext db, Caller caller, Member here, Person person, CancellationToken cancellationToken) =>
        here.SecondFactorBy is not null && !person.HasSecondFactor && await db.Sessions.AnyAsync(session => session.Id == caller.SessionId && session.ProviderSawFactor, cancellationToken);
}
