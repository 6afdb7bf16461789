using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Edge;

internal static class EdgeSetup
{
    /// <summary>
    /// What a request may be at most. Services listen with Kestrel's own, larger limits, so that what passes here and gets our headers on top passes there too.
    /// </summary>
    internal static void AddEdge(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.Limits.MaxRequestLineSize = 6 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 24 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 90;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // A body that is let in fits in whole, with room for the next request's head: WholeBody waits for all of it.
        kestrel.Limits.MaxRequestBufferSize = (1 << 20) + (64 * 1024);
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(UnreadableRequests.Answer));
    });

    /// <summary>The pipeline, in order.</summary>
    internal static void UseEdge(this WebApplication app)
    {
        var watching = UnreadableRequests.Watch(app.Services.GetRequiredService<DiagnosticListener>());
        app.Lifetime.ApplicationStopped.Register(watching.Dispose);
        // WebApplication would put its own authentication and authorization in front of everything; the guard reads tokens itself, after it knows the tenant.
        foreach (var name in (string[])["__AuthenticationMiddlewareSet", "__AuthorizationMiddlewareSet"]) ((IApplicationBuilder)app).Properties[name] = true;
        app.UseMiddleware<RequestStamp>(app.Services.GetServices<IExceptionHandler>().OfType<ProblemWriter>().Single());
        if (Trusted(app.Configuration) is { } trusted) app.UseForwardedHeaders(trusted);
        app.UseRouting();
        app.UseMiddleware<EdgeGuard>();
    }

    /// <summary>Only the proxies of <c>Edge:TrustedProxies</c> (addresses or networks) are believed about whom they speak for; without any, nobody is.</summary>
    private static ForwardedHeadersOptions? Trusted(IConfiguration configuration)
    {
        var proxies = configuration.GetSection("Edge:TrustedProxies").Get<string[]>() ?? [];
        if (proxies.Length == 0) return null;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies)
        {
            if (proxy.Contains('/', StringComparison.Ordinal)) options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            else options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
        return options;
    }
}
