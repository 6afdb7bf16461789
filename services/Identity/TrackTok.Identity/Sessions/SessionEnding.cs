using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// Ends sessions: in the database first, which is the truth; then in the revocation list, so that access tokens die with the next request. While Redis is away the
/// row says that the list lacks the end, and <see cref="EndRepeater"/> writes it as soon as Redis is back; until then the gateway asks <c>CheckSession</c>.
/// </summary>
internal sealed partial class SessionEnding(TenantWork tenantWork, RevocationList revocations, IServiceScopeFactory scopes, OutboxSignal outbox, TimeProvider time, ILogger<SessionEnding> log)
{
    /// <summary>Ends one session, and those of apps that were let in by it for no longer. False when it had ended before.</summary>
    /// <param name="action">The audit entry's action.</param>
    public async Task<bool> EndAsync(Guid tenantId, Guid personId, Guid sessionId, string reason, string action, CancellationToken cancellationToken)
    {
        var ended = await tenantWork.RunAsync<List<Guid>>(tenantId, null, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            if (await EndRowsAsync(db, db.Sessions.Where(session => session.Id == sessionId), reason, time.GetUtcNow(), cancellationToken) == 0) return [];
            var bound = db.Sessions.Where(session => session.GrantedIn == sessionId && session.EndedAt == null && !session.Scopes!.Contains(AppScopes.Offline));
            List<Guid> all = [sessionId, .. await bound.Select(session => session.Id).ToListAsync(cancellationToken)];
            if (all.Count > 1) await EndRowsAsync(db, bound, reason, time.GetUtcNow(), cancellationToken);
            foreach (var id in all) Tell(db, tenantId, personId, id, reason);
            db.Record(action, "session", sessionId, after: new { reason });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return all;
        });
        if (ended.Count == 0) return false;
        outbox.Wake();
        await ListAsync(ended);
        return true;
    }

    /// <summary>Ends the access tokens of living sessions, after a commit that says the same: with the next refresh they get such as are true.</summary>
    internal async Task RenewAsync(IReadOnlyCollection<Guid> sessionIds)
    {
        try
        {
            await Task.WhenAll(sessionIds.Select(id => revocations.RevokeAsync(RevocationSubject.Session(id))));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // They say too little of the person, never too much: it is enough that they expire.
            LogUnlisted(e);
        }
    }

    /// <summary>Marks living sessions as ended, inside the caller's transaction; the caller tells, commits and lists.</summary>
    internal static Task<int> EndRowsAsync(IdentityDbContext db, IQueryable<Session> which, string reason, DateTimeOffset now, CancellationToken cancellationToken) => which
        .Where(session => session.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now).SetProperty(session => session.EndReason, reason), cancellationToken);

    /// <summary>A session ends once, so its event's version is 1.</summary>
    internal void Tell(IdentityDbContext db, Guid tenantId, Guid personId, Guid sessionId, string reason) =>
        db.Tell(() => new SessionRevoked(tenantId, time.GetUtcNow(), 1, personId, sessionId, reason));

    /// <summary>Writes ended sessions to the revocation list and notes that they are there.</summary>
    internal async Task ListAsync(IReadOnlyCollection<Guid> sessionIds)
    {
        try
        {
            await Task.WhenAll(sessionIds.Select(id => revocations.RevokeAsync(RevocationSubject.Session(id), forGood: true)));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnlisted(e);
            return;
        }
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await db.Sessions.Where(session => sessionIds.Contains(session.Id)).ExecuteUpdateAsync(set => set.SetProperty(session => session.IsEndListed, true));
    }

    [LoggerMessage(LogLevel.Warning, "Ended sessions could not be written to the revocation list; this is repeated until it succeeds")]
    private partial void LogUnlisted(Exception exception);
}

/// <summary>Writes ends of sessions to the revocation list that could not be written when they happened: Redis was away, or the process died in between.</summary>
internal sealed partial class EndRepeater(IServiceScopeFactory scopes, TimeProvider time, ILogger<EndRepeater> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Every access token of a session that ended before then has expired.</summary>
    private static readonly TimeSpan Matters = TimeSpan.FromHours(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RepeatAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(e);
            }
        }
    }

    internal async Task RepeatAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var oldest = time.GetUtcNow() - Matters;
        var unlisted = await db.Sessions.Where(session => session.EndedAt != null && !session.IsEndListed && session.EndedAt > oldest)
            .OrderBy(session => session.EndedAt).Select(session => session.Id).Take(500).ToListAsync(cancellationToken);
        if (unlisted.Count > 0) await scope.ServiceProvider.GetRequiredService<SessionEnding>().ListAsync(unlisted);
    }

    [LoggerMessage(LogLevel.Warning, "Ends of sessions wait to be listed: the database does not answer")]
    private partial void LogFailure(Exception exception);
}
