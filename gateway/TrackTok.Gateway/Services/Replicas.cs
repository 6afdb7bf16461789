using System.Net;
using Yarp.ReverseProxy;

namespace TrackTok.Gateway.Services;

/// <summary>Asks a service something for the gateway itself: its readiness, its document, its permissions. Any healthy replica may answer.</summary>
internal sealed class Replicas(IProxyStateLookup proxy) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = Patience };

    /// <summary>The status and body of the first replica that answers; null when none does.</summary>
    internal async Task<(HttpStatusCode Status, byte[] Body)?> GetAsync(string service, string path, CancellationToken cancellationToken)
    {
        if (!proxy.TryGetCluster(service, out var cluster)) return null;
        foreach (var replica in cluster.DestinationsState.AvailableDestinations)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri(new Uri(replica.Model.Config.Address), path), cancellationToken);
                return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The next replica may answer.
            }
        }
        return null;
    }

    public void Dispose() => _client.Dispose();
}
