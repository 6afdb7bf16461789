using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrackTok.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TrackTok.Gateway.Services;

internal static class ServicesSetup
{
    /// <summary>A service that says nothing for this long is given up on; no route of the API is that slow.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    internal static void AddServices(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<RouteOptions>(routing => routing.ConstraintMap[PageAddress.Name] = typeof(PageAddress));
        builder.Services.AddReverseProxy()
            .LoadFromMemory([.. RouteTable.All.Select(Route)], [.. RouteTable.Services.Append(RouteTable.Web).Select(Cluster)])
            .ConfigureHttpClient((_, sockets) =>
            {
                sockets.ConnectTimeout = TimeSpan.FromSeconds(2);
                // As Kestrel has read them: names and cookies are not always ASCII, and that is no reason to give up on a request.
                sockets.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
                sockets.MaxConnectionsPerServer = 512;
                sockets.EnableMultipleHttp2Connections = true;
                // Shorter than Kestrel keeps an idle connection, so that no request goes down one that is just being closed.
                sockets.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60);
            });
        builder.Services.AddSingleton<IDestinationResolver, ServiceDestinations>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, UnreachableReplicas>();
        builder.Services.AddSingleton<Replicas>();
        var health = builder.Services.AddHealthChecks();
        foreach (var service in RouteTable.Services.Append(RouteTable.Web))
            builder.Services.AddKeyedSingleton(service, (services, _) => new ServiceReadiness(service, services.GetRequiredService<Replicas>(), services.GetRequiredService<TimeProvider>()));
        foreach (var service in RouteTable.Services)
            health.Add(new HealthCheckRegistration(service, services => services.GetRequiredKeyedService<ServiceReadiness>(service), HealthStatus.Unhealthy, [Health.Ready]));
        // The API works without its pages.
        health.Add(new HealthCheckRegistration(RouteTable.Web, services => new PagesReadiness(services.GetRequiredKeyedService<ServiceReadiness>(RouteTable.Web)), HealthStatus.Degraded, [Health.Ready]));
    }

    internal static void MapServices(this WebApplication app) => app.MapReverseProxy(proxy =>
    {
        proxy.Use(next => http => OtherReplica.InvokeAsync(http, next));
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(RouteTable.Find(route.RouteId)));

    private static RouteConfig Route(EdgeRoute route) => new()
    {
        RouteId = route.Path,
        Order = route.Access == Access.Page ? int.MaxValue : null,
        ClusterId = route.Service,
        Match = new RouteMatch { Path = route.Path },
        Transforms =
        [
            // The edge sets X-Forwarded-* itself, and services see the host that the client called.
            new Dictionary<string, string> { ["X-Forwarded"] = "Off" },
            new Dictionary<string, string> { ["RequestHeaderOriginalHost"] = "true" },
            new Dictionary<string, string> { ["ResponseHeaderRemove"] = "Server", ["When"] = "Always" },
        ],
    };

    private static ClusterConfig Cluster(string service) => new()
    {
        ClusterId = service,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        Destinations = new Dictionary<string, DestinationConfig> { [service] = new() { Address = "http://" + service } },
        HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, ActivityTimeout = LongestSilence },
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyAndUnknown,
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Interval = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromSeconds(2),
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = "/health/live",
            },
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = UnreachableReplicas.PolicyName, ReactivationPeriod = TimeSpan.FromSeconds(1) },
        },
        Metadata = new Dictionary<string, string> { [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = 2.ToString(CultureInfo.InvariantCulture) },
    };
}
