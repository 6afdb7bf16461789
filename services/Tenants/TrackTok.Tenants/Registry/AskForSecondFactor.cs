using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Registry;

/// <summary>
/// Asks every member for a second factor, or for none any more (SPEC 3.5). Each has the days of grace; then they can do nothing here but set one up. Whoever asks this of others has
/// one themselves. All tokens of the company end with it, so that those who are signed in meet it with their next request; their sessions go on.
/// </summary>
internal static class AskForSecondFactor
{
    internal sealed record SecondFactorRequest(bool? Required, int? GraceDays) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Required(Required, "required");
            if (GraceDays is < 0 or > SecondFactorPolicy.MostGraceDays) errors.Add("grace_days", $"Give 0 to {SecondFactorPolicy.MostGraceDays} days.");
        }
    }

    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> HandleAsync(
        SecondFactorRequest request, IfMatch ifMatch, TenantsDbContext db, CallerContext caller, Identity.Contracts.Identity.IdentityClient identity, RevocationList revocations, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (request.Required!.Value && !await HasOneAsync(caller.Caller.Person, identity, cancellationToken)) return TenantErrors.OwnSecondFactorFirst.ToProblem();
        if (await db.Tenants.SingleOrDefaultAsync(cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(tenant.Version)) return (await StaleVersion.RefuseAsync(db, tenant, ifMatch, cancellationToken)).ToProblem();

        var now = time.GetUtcNow();
        var subject = RevocationSubject.Tenant(tenant.TenantId);
        if (tenant.AskForSecondFactor(request.Required.Value, request.GraceDays ?? SecondFactorPolicy.UsualGraceDays, now))
        {
            await db.SaveRevisedAsync(tenant, "second_factor_changed", now, cancellationToken);
            db.AfterCommit(() => revocations.RevokeAsync(subject));
        }
        else if (tenant.SecondFactorChangedAt is { } changedAt)
        {
            // A repetition may be here because Redis failed the first time; tokens that were issued since live on.
            db.AfterCommit(() => revocations.RevokeIfMissingAsync(subject, changedAt));
        }
        return TypedResults.Ok(TenantAnswer.From(tenant));
    }

    /// <summary>Identity's own word: what we heard by events may be a second old, and this is asked right after setting one up.</summary>
    private static async Task<bool> HasOneAsync(Guid person, Identity.Contracts.Identity.IdentityClient identity, CancellationToken cancellationToken)
    {
        var found = await identity.FindPeopleAsync(new FindPeopleRequest { UserIds = { person.ToString() } }, cancellationToken: cancellationToken);
        return found.People is [{ SecondFactor: true }];
    }
}
