using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TrackTok.Gateway.Edge;
using TrackTok.Gateway.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Limits;

/// <summary>
/// Lets a request in, or says why not: revocation and limits in one question to Redis. While Redis does not answer, limits are kept in this process and sessions are
/// checked with Identity; Redis is tried again each second, so that no more than one request a second waits for it in vain.
/// </summary>
internal sealed partial class Limiter(SharedLimits shared, LocalLimits local, StandingSessions standing, TimeProvider time, ILogger<Limiter> log) : IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long _sharedAgainAt;
    private volatile bool _isLocal;

    internal async ValueTask<(Refusal? Refusal, Admission Admission)> AdmitAsync(EdgeSession? session, Bucket? first, Bucket? second)
    {
        if (session is null && first is null) return (null, Admission.Free);
        var admission = IsResting() ? null : await TryShareAsync(session, first, second);
        if (admission is null)
        {
            if (session is not null && await standing.RefuseAsync(session) is { } refusal) return (refusal, Admission.Free);
            admission = first is { } bucket ? local.Take(bucket, second) : Admission.Free;
        }
        return admission.Value switch
        {
            { IsRevoked: true } => (EdgeErrors.TokenRevoked, admission.Value),
            { IsRefused: true } refused => (EdgeErrors.TooManyRequests with { RetryAfterSeconds = refused.RetryAfter }, refused),
            var admitted => (null, admitted),
        };
    }

    /// <summary>The request turned out to be free: its permits go back.</summary>
    internal void GiveBack(Bucket first, Bucket? second)
    {
        if (_isLocal)
        {
            local.GiveBack(first);
            if (second is { } other) local.GiveBack(other);
            return;
        }
        try
        {
            shared.GiveBack(first, second);
        }
        catch (RedisException)
        {
            // One permit too few, for the seconds until it comes back by itself.
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_isLocal && !IsResting()) await TryShareAsync(null, null, null);
        return _isLocal ? HealthCheckResult.Degraded("Limits are kept in memory, for each gateway apart: the cache does not answer.") : HealthCheckResult.Healthy();
    }

    /// <summary>True while Redis is left alone; the first to come after the pause tries it, the others wait for what that one learns.</summary>
    private bool IsResting()
    {
        var until = Volatile.Read(ref _sharedAgainAt);
        if (until == 0) return false;
        var now = time.GetTimestamp();
        return now < until || Interlocked.CompareExchange(ref _sharedAgainAt, now + Ticks(Pause), until) != until;
    }

    private async ValueTask<Admission?> TryShareAsync(EdgeSession? session, Bucket? first, Bucket? second)
    {
        try
        {
            var admission = await shared.TakeAsync(session, first, second);
            if (_isLocal)
            {
                _isLocal = false;
                Volatile.Write(ref _sharedAgainAt, 0);
                LogShared();
            }
            return admission;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Volatile.Write(ref _sharedAgainAt, time.GetTimestamp() + Ticks(Pause));
            if (!_isLocal) LogLocal(e.GetType().Name);
            _isLocal = true;
            return null;
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(LogLevel.Warning, "Redis does not answer ({Failure}): limits are kept in memory, sessions are checked with Identity")]
    private partial void LogLocal(string failure);

    [LoggerMessage(LogLevel.Information, "Redis answers again: limits and revocations are shared")]
    private partial void LogShared();
}

internal static class LimitsSetup
{
    internal static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddServiceClient<Identity.Contracts.Identity.IdentityClient>("identity");
        builder.Services.Configure<RateLimits>(builder.Configuration.GetSection("RateLimits"));
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<RateLimits>>().Value);
        builder.Services.AddSingleton<LocalLimits>();
        builder.Services.AddSingleton<SharedLimits>();
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<StandingSessions>();
        builder.Services.AddSingleton<Limiter>();
        builder.Services.AddHealthChecks().AddCheck<Limiter>("rate_limits", tags: [Health.Ready]);
    }
}
