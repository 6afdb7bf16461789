using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;

namespace TrackTok.Identity.Providers;

/// <summary>Ends what rests on a provider's word: the sessions that were opened by it, and those of apps that were let in there. The caller saves; what stands in the cache follows the commit.</summary>
internal sealed class ProviderEnding(SessionEnding sessions, TimeProvider time)
{
    internal async Task EndSessionsAsync(IdentityDbContext db, IdentityProvider provider, CancellationToken cancellationToken)
    {
        var living = db.Sessions.Where(session => session.TenantId == provider.TenantId && session.ProviderId == provider.Id && session.EndedAt == null);
        var ended = await living.Select(session => new { session.Id, session.PersonId }).ToListAsync(cancellationToken);
        if (ended.Count == 0) return;
        await SessionEnding.EndRowsAsync(db, living, EndReasons.Revoked, time.GetUtcNow(), cancellationToken);
        foreach (var session in ended) sessions.Tell(db, provider.TenantId, session.PersonId, session.Id, EndReasons.Revoked);
        db.AfterCommit(() => sessions.ListAsync([.. ended.Select(session => session.Id)]));
    }
}
