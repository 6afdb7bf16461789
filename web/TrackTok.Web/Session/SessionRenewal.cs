using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using StackExchange.Redis;
using TrackTok.Web.Api;

namespace TrackTok.Web.Session;

/// <summary>
/// Renews a session shortly before its access token expires. A refresh token works once, and a browser sends several requests with the same cookie at once, perhaps to
/// several replicas: so one of them renews, under a lock in Redis, and the others take its result, which stays there (encrypted) for as long as old cookies may still come.
/// </summary>
internal sealed partial class SessionRenewal(
    IConnectionMultiplexer redis, SessionCookie cookie, IMemoryCache recent, GatewayCalls gateway, TimeProvider time, ILogger<SessionRenewal> log)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ResultKept = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LockHeld = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Task<WebSession?>> _renewing = new(StringComparer.Ordinal);

    /// <summary>The session itself while it is fresh, a renewed one, or null when it has ended. When the API cannot be asked, the old one.</summary>
    internal async Task<WebSession?> CurrentAsync(WebSession session, HttpContext http)
    {
        return session.ExpiresAt - time.GetUtcNow() > Early ? session : await RenewedAsync(session, http);
    }

    /// <summary>The session with a token of now, whatever the old one is worth: after a revocation that ends tokens and not sessions, or a change that tokens tell of. Null when the session has ended.</summary>
    internal async Task<WebSession?> RenewedAsync(WebSession session, HttpContext http)
    {
        var key = session.Fingerprint;
        if (recent.TryGetValue(ResultKey(key), out WebSession? renewed)) return renewed;
        var renewal = _renewing.GetOrAdd(key, _ => RenewAsync(session, http));
        try
        {
            return await renewal;
        }
        finally
        {
            _renewing.TryRemove(key, out _);
        }
    }

    private async Task<WebSession?> RenewAsync(WebSession session, HttpContext http)
    {
        await Task.Yield();
        var key = session.Fingerprint;
        var (database, taken, mine) = (redis.GetDatabase(), false, Guid.CreateVersion7().ToString());
        try
        {
            for (var attempt = 0; attempt < 100; attempt++)
            {
                if (await database.StringGetAsync(ResultKey(key)) is { IsNull: false } found && cookie.Open(found.ToString()) is { } renewed) return Keep(key, renewed);
                if (taken = await database.LockTakeAsync(LockKey(key), mine, LockHeld)) break;
                await Task.Delay(100, http.RequestAborted);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAlone(e);
        }

        try
        {
            // A visitor who leaves must not stop the renewal half-way: the next request needs its result.
            var answer = await gateway.RefreshAsync(session.RefreshToken, http, CancellationToken.None);
            if (answer.Problem is { } problem) return problem.Status == StatusCodes.Status401Unauthorized ? null : session;
            var next = WebSession.From(answer.Value!, time.GetUtcNow());
            await ShareAsync(key, next);
            return Keep(key, next);
        }
        finally
        {
            if (taken) await ReleaseAsync(database, key, mine);
        }
    }

    private WebSession Keep(string key, WebSession renewed) => recent.Set(ResultKey(key), renewed, ResultKept);

    private async Task ShareAsync(string key, WebSession next)
    {
        try
        {
            await redis.GetDatabase().StringSetAsync(ResultKey(key), cookie.Seal(next), ResultKept);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAlone(e);
        }
    }

    private async Task ReleaseAsync(IDatabase database, string key, string mine)
    {
        try
        {
            await database.LockReleaseAsync(LockKey(key), mine);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAlone(e);
        }
    }

    private static string ResultKey(string key) => "web:renewed:" + key;

    private static string LockKey(string key) => "web:renewing:" + key;

    [LoggerMessage(LogLevel.Warning, "A session is renewed without Redis; another replica may renew it too")]
    private partial void LogAlone(Exception exception);
}
