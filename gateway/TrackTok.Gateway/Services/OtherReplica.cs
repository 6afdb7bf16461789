using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace TrackTok.Gateway.Services;

/// <summary>
/// Sends a request to another replica when the chosen one could not be reached. A request to which no connection could be made reached nobody, so any may go elsewhere;
/// one that broke off later may have done its work, so only a reading one may.
/// </summary>
internal static class OtherReplica
{
    internal static async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var proxying = http.GetReverseProxyFeature();
        var untried = proxying.AvailableDestinations;
        while (true)
        {
            await next(http);
            if (http.Features.Get<IForwarderErrorFeature>() is not { } error || http.Response.HasStarted || !MayGoElsewhere(http, error)) return;
            untried = Without(untried, proxying.ProxiedDestination);
            if (untried.Count == 0) return;
            http.Features.Set<IForwarderErrorFeature>(null);
            http.Response.StatusCode = StatusCodes.Status200OK;
            proxying.ProxiedDestination = null;
            proxying.AvailableDestinations = untried;
        }
    }

    private static bool MayGoElsewhere(HttpContext http, IForwarderErrorFeature failed)
    {
        if (failed.Error != ForwarderError.Request || http.RequestAborted.IsCancellationRequested) return false;
        return NeverConnected(failed.Exception) || HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
    }

    internal static bool NeverConnected(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static List<DestinationState> Without(IReadOnlyList<DestinationState> destinations, DestinationState? tried)
    {
        var others = new List<DestinationState>(destinations.Count);
        foreach (var destination in destinations) if (destination != tried) others.Add(destination);
        return others;
    }
}
