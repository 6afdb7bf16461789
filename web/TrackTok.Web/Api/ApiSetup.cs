namespace TrackTok.Web.Api;

internal static class ApiSetup
{
    /// <summary>The way to the public API: the gateway, found by its name (<c>services__gateway__http__0</c>) or set as <c>Gateway:Address</c>.</summary>
    internal static void AddApi(this WebApplicationBuilder builder)
    {
        var address = new Uri(builder.Configuration["Gateway:Address"] ?? "http://gateway");
        builder.Services.AddHttpClient<GatewayCalls>(http =>
            {
                http.BaseAddress = address;
                http.Timeout = TimeSpan.FromSeconds(20);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A browser's headers are passed on as it sent them, and not all browsers' names are ASCII.
                RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
                UseCookies = false,
                AllowAutoRedirect = false,
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(3),
                MaxConnectionsPerServer = 512,
                // Shorter than the gateway keeps an idle connection.
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.Services.AddScoped(services => new TrackTokApi(services.GetRequiredService<GatewayCalls>(), services.GetRequiredService<Session.Visit>(), services.GetRequiredService<Session.SignIn>()));
    }
}
