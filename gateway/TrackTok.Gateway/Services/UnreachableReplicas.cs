using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace TrackTok.Gateway.Services;

/// <summary>
/// The circuit breaker of each replica: one that refuses connections is left alone for a second, during which the active probes find out whether it is gone. When none is
/// left, requests are refused at once instead of waiting in turn.
/// </summary>
internal sealed class UnreachableReplicas(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    internal const string PolicyName = "Unreachable";

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.Features.Get<IForwarderErrorFeature>() is { } failed && OtherReplica.NeverConnected(failed.Exception))
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? TimeSpan.FromSeconds(1));
    }
}
