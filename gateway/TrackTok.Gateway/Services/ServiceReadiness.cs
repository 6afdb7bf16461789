using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrackTok.Gateway.Services;

/// <summary>A service's own word on whether it can work, as one line of the gateway's readiness; asked at most twice a second.</summary>
internal sealed class ServiceReadiness(string service, Replicas replicas, TimeProvider time) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private (HealthCheckResult Result, long AskedAt)? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && time.GetElapsedTime(last.AskedAt) < Kept) return last.Result;
            var result = Read(await replicas.GetAsync(service, "/health/ready", cancellationToken));
            _last = (result, time.GetTimestamp());
            return result;
        }
        finally
        {
            _asking.Release();
        }
    }

    private static HealthCheckResult Read((HttpStatusCode Status, byte[] Body)? answer)
    {
        if (answer is not { } given) return HealthCheckResult.Unhealthy("No replica answers.");
        if (given.Status != HttpStatusCode.OK) return HealthCheckResult.Unhealthy("It is not ready.");
        try
        {
            using var json = JsonDocument.Parse(given.Body);
            return json.RootElement.TryGetProperty("status", out var status) && status.GetString() == "degraded"
                ? HealthCheckResult.Degraded("It works, without all of its parts.")
                : HealthCheckResult.Healthy();
        }
        catch (JsonException)
        {
            return HealthCheckResult.Healthy();
        }
    }

    public void Dispose() => _asking.Dispose();
}

/// <summary>The web application's word, never worse than degraded.</summary>
internal sealed class PagesReadiness(ServiceReadiness pages) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await pages.CheckHealthAsync(context, cancellationToken) is { Status: HealthStatus.Unhealthy } down ? HealthCheckResult.Degraded(down.Description) : HealthCheckResult.Healthy();
}
