using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.Providers;

/// <summary>Removes an identity provider, and with it whom it knew and every session that was opened by it. Members stay members.</summary>
internal static class RemoveProvider
{
    internal static async Task<IResult> HandleAsync(Guid id, IfMatch ifMatch, IdentityDbContext db, ProviderEnding ending, CancellationToken cancellationToken)
    {
        if (await db.FindForChangeAsync(id, cancellationToken) is not { } provider) return ProviderErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(provider.Version)) return (await StaleVersion.RefuseAsync(db, provider, ifMatch, cancellationToken)).ToProblem();
        await ending.EndSessionsAsync(db, provider, cancellationToken);
        await db.ExternalAttempts.Where(attempt => attempt.ProviderId == id).ExecuteDeleteAsync(cancellationToken);
        await db.ExternalLinks.Where(link => link.ProviderId == id).ExecuteDeleteAsync(cancellationToken);
        db.Remove(provider);
        db.Name(provider, "removed");
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
