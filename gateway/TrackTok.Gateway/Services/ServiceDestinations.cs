using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace TrackTok.Gateway.Services;

/// <summary>Turns a service's name into the addresses of its replicas, and again whenever discovery says that they changed.</summary>
internal sealed class ServiceDestinations(ServiceEndpointResolver discovery) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var replicas = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        var changes = new List<IChangeToken>();
        foreach (var (name, destination) in destinations)
        {
            var found = await discovery.GetEndpointsAsync(destination.Address.TrimEnd('/'), cancellationToken);
            foreach (var endpoint in found.Endpoints)
            {
                var address = Address(endpoint.ToString() ?? "");
                replicas[string.Create(CultureInfo.InvariantCulture, $"{name} at {address}")] = destination with { Address = address };
            }
            changes.Add(found.ChangeToken);
        }
        return new ResolvedDestinationCollection(replicas, changes.Count == 0 ? null : new CompositeChangeToken(changes));
    }

    private static string Address(string endpoint) => endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : "http://" + endpoint;
}
