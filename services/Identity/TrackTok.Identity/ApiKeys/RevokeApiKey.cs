using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.ApiKeys;

/// <summary>Revokes an API key, one's own or, as owner or admin, anybody's: with the next request it is worth nothing. Repeating it is harmless, and needed when the cache was away.</summary>
internal static class RevokeApiKey
{
    internal static async Task<IResult> HandleAsync(Guid id, IfMatch ifMatch, CallerContext caller, IdentityDbContext db, RevocationList revocations, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (key is null || (caller.Caller.OnlyOwn(Permissions.ManageApiKeys) && key.PersonId != caller.Caller.Person)) return Refusal.NotFound("API key").ToProblem();
        if (!ifMatch.Allows(key.Version)) return (await StaleVersion.RefuseAsync(db, key, ifMatch, cancellationToken)).ToProblem();
        if (key.RevokedAt is null)
        {
            key.Revoke(time.GetUtcNow());
            db.Name(key, "revoked");
            await db.SaveChangesAsync(cancellationToken);
        }
        db.AfterCommit(() => revocations.RevokeAsync(RevocationSubject.Session(key.Id), forGood: true));
        return TypedResults.NoContent();
    }
}
