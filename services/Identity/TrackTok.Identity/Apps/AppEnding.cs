using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Apps;

/// <summary>Ends what an app holds: the sessions that people let it have, and the tokens that it was given for itself. The caller saves; what stands in the cache follows the commit.</summary>
internal sealed class AppEnding(RevocationList revocations, SessionEnding sessions, TimeProvider time)
{
    /// <summary>Ends all sessions of an app that is revoked.</summary>
    internal async Task EndAsync(IdentityDbContext db, App app, CancellationToken cancellationToken)
    {
        var living = db.Sessions.Where(session => session.TenantId == app.TenantId && session.AppId == app.Id && session.EndedAt == null);
        var ended = await living.Select(session => new { session.Id, session.PersonId }).ToListAsync(cancellationToken);
        await SessionEnding.EndRowsAsync(db, living, EndReasons.Revoked, time.GetUtcNow(), cancellationToken);
        foreach (var session in ended) sessions.Tell(db, app.TenantId, session.PersonId, session.Id, EndReasons.Revoked);
        db.AfterCommit(() => sessions.ListAsync([.. ended.Select(session => session.Id)]));
    }

    /// <summary>Ends all access tokens that the app holds; its sessions live on, and refresh to what it is allowed now.</summary>
    internal async Task EndTokensAsync(IdentityDbContext db, App app, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var living = db.Sessions.Where(session => session.TenantId == app.TenantId && session.AppId == app.Id && session.EndedAt == null);
        var ids = await living.Select(session => session.Id).ToListAsync(cancellationToken);
        await living.ExecuteUpdateAsync(set => set.SetProperty(session => session.TokensDeadUntil, now), cancellationToken);
        app.EndOwnTokens(now);
        db.AfterCommit(() => Task.WhenAll(ids.Append(app.Id).Select(id => revocations.RevokeAsync(RevocationSubject.Session(id)))));
    }

    /// <summary>Writes the end of the app's own tokens to the revocation list.</summary>
    internal void ListAfterCommit(IdentityDbContext db, App app) => db.AfterCommit(() => revocations.RevokeAsync(RevocationSubject.Session(app.Id), forGood: true));
}
