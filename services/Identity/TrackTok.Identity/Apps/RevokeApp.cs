using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.OpenId;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.Apps;

/// <summary>Revokes an app for good: with the next request its tokens are worth nothing, its people's as its own. Repeating it is harmless, and needed when the cache was away.</summary>
internal static class RevokeApp
{
    internal static async Task<IResult> HandleAsync(Guid id, IfMatch ifMatch, IdentityDbContext db, AppEnding ending, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Apps.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } app) return AppErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(app.Version)) return (await StaleVersion.RefuseAsync(db, app, ifMatch, cancellationToken)).ToProblem();
        if (app.RevokedAt is null)
        {
            app.Revoke(time.GetUtcNow());
            db.Name(app, "revoked");
            await AppClients.RemoveAsync(db, [app.Id], cancellationToken);
            await ending.EndAsync(db, app, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
        ending.ListAfterCommit(db, app);
        return TypedResults.NoContent();
    }
}
