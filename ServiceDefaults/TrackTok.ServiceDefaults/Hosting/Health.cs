using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work; names what is down. <c>/health/startup</c>: the same as ready, for the first time.
/// A part that is useful but not needed (the message broker, the cache) shows as degraded and does not take the service out of rotation.
/// </summary>
public static class Health
{
    public const string Ready = "ready";

    /// <summary>Maps the three; <see cref="ServiceHost.UseServiceDefaults"/> does it for services.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).WithMetadata(new SkipsGuard());
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = IsReadiness, ResponseWriter = WriteAsync }).WithMetadata(new SkipsGuard());
        routes.MapHealthChecks("/health/startup", new HealthCheckOptions { Predicate = IsReadiness, ResponseWriter = WriteAsync }).WithMetadata(new SkipsGuard());
    }

    private static bool IsReadiness(HealthCheckRegistration check) => check.Tags.Contains(Ready);

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        var body = new
        {
            status = Text(report.Status),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = Text(entry.Value.Status), description = entry.Value.Description }),
        };
        return JsonSerializer.SerializeAsync(http.Response.Body, body, Refusal.ProblemJson, http.RequestAborted);
    }

    private static string Text(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>Redis answers a PING. Without it limits and revocations stand as last known, so it degrades and does not fail.</summary>
internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded("The cache does not answer.");
        }
    }
}

/// <summary>A write that must be told to Redis (the end of a token) and cannot be is 503 to the client, who repeats it.</summary>
internal sealed class RedisRefusal : IExceptionRefusal
{
    public Refusal? Translate(Exception exception) => exception is RedisException or RedisTimeoutException
        ? new Refusal(RefusalKind.Unavailable, "unavailable", "A part that is needed does not answer; try again.") { RetryAfterSeconds = 2 }
        : null;
}
