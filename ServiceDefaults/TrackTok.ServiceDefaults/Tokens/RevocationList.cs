using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>What is revoked: all access tokens issued until an instant for a session, a person, a membership or a whole tenant.</summary>
public static class RevocationSubject
{
    public static string Session(Guid sessionId) => $"s:{sessionId:N}";

    public static string Person(Guid userId) => $"u:{userId:N}";

    public static string Member(Guid tenantId, Guid userId) => $"m:{tenantId:N}:{userId:N}";

    public static string Tenant(Guid tenantId) => $"t:{tenantId:N}";
}

/// <summary>
/// The revocations of the last hours (SPEC 3.4). They live in one Redis sorted set (member = subject, score = milliseconds until which tokens are dead) and are
/// announced on a channel. This copy follows the channel and reloads on reconnection (and reminds a Redis that lost its memory), so that every service refuses a dead token a moment after the gateway does;
/// the gateway itself asks Redis on each request. With Redis down the copy stands as last known.
/// </summary>
public sealed partial class RevocationList(IConnectionMultiplexer redis, TimeProvider time, ILogger<RevocationList> log) : BackgroundService
{
    public static readonly RedisKey Key = "revocations";
    public static readonly RedisChannel Channel = RedisChannel.Literal("revocations");

    /// <summary>No access token lives longer, so an older entry has nothing left to revoke.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<string, long> _until = new(StringComparer.Ordinal);

    /// <summary>
    /// Revokes every token issued to the subject until now. Throws when Redis cannot be reached: the caller must not report success then, unless it keeps the
    /// revocation elsewhere and repeats it.
    /// </summary>
    /// <param name="forGood">For what never comes back, such as an ended session: a token that another process signs at this very moment, or by a clock ahead of ours, is dead too.</param>
    public async Task RevokeAsync(string subject, bool forGood = false)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var until = forGood ? now + (long)Kept.TotalMilliseconds : now;
        _until[subject] = until;
        var database = redis.GetDatabase();
        await database.SortedSetAddAsync(Key, subject, until);
        await database.PublishAsync(Channel, subject + " " + until.ToString(CultureInfo.InvariantCulture));
        await database.SortedSetRemoveRangeByScoreAsync(Key, double.NegativeInfinity, now - (long)Kept.TotalMilliseconds, flags: CommandFlags.FireAndForget);
    }

    /// <summary>
    /// Revokes what a change of then had to, unless the list says that it did: for a repetition of the change, which may be here because Redis failed the first time. Throws as
    /// <see cref="RevokeAsync"/> does.
    /// </summary>
    public async Task RevokeIfMissingAsync(string subject, DateTimeOffset changedAt)
    {
        if (changedAt < time.GetUtcNow() - Kept) return;
        if (await redis.GetDatabase().SortedSetScoreAsync(Key, subject) is { } until && until >= changedAt.ToUnixTimeMilliseconds()) return;
        await RevokeAsync(subject);
    }

    /// <summary>True when the token of this caller, issued then, is revoked as far as this process knows.</summary>
    public bool Covers(Caller caller, long issuedAtMilliseconds) =>
        !_until.IsEmpty && Subjects(caller).Any(subject => _until.TryGetValue(subject, out var until) && issuedAtMilliseconds <= until);

    /// <summary>The subjects under which a caller's token may stand revoked.</summary>
    public static IEnumerable<string> Subjects(Caller caller)
    {
        if (caller.SessionId is { } session) yield return RevocationSubject.Session(session);
        if (caller.UserId is { } user)
        {
            yield return RevocationSubject.Person(user);
            if (caller.TenantId is { } of) yield return RevocationSubject.Member(of, user);
        }
        if (caller.TenantId is { } tenant) yield return RevocationSubject.Tenant(tenant);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => _ = LoadAsync();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(Channel, (_, message) => Note(message.ToString()));
                await LoadAsync();
                break;
            }
            catch (RedisException e)
            {
                LogUnreachable(e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
        using var pruning = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        while (await pruning.WaitForNextTickAsync(stoppingToken))
        {
            var oldest = time.GetUtcNow().Subtract(Kept).ToUnixTimeMilliseconds();
            foreach (var (subject, until) in _until) if (until < oldest) _until.TryRemove(subject, out _);
        }
    }

    private void Note(string message)
    {
        var blank = message.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && long.TryParse(message.AsSpan(blank + 1), CultureInfo.InvariantCulture, out var until)) _until[message[..blank]] = until;
    }

    private async Task LoadAsync()
    {
        try
        {
            var database = redis.GetDatabase();
            foreach (var entry in await database.SortedSetRangeByRankWithScoresAsync(Key))
                _until.AddOrUpdate(entry.Element.ToString(), static (_, read) => read, static (_, known, read) => Math.Max(known, read), (long)entry.Score);
            // A Redis that started anew has forgotten what was revoked; whoever remembers tells it again.
            var known = _until.Select(pair => new SortedSetEntry(pair.Key, pair.Value)).ToArray();
            if (known.Length > 0) await database.SortedSetAddAsync(Key, known, SortedSetWhen.GreaterThan);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnreachable(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis is not reachable; revocations stand as last known")]
    private partial void LogUnreachable(Exception exception);
}
