using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrackTok.Journeys;

/// <summary>As much of an identity provider as is asked before anybody goes there: its discovery document.</summary>
public sealed class DiscoveryStandIn : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public DiscoveryStandIn()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Issuer = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add(Issuer + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Issuer { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var document = Encoding.UTF8.GetBytes($$"""{"issuer":"{{Issuer}}","authorization_endpoint":"{{Issuer}}/authorize","token_endpoint":"{{Issuer}}/token","jwks_uri":"{{Issuer}}/jwks"}""");
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "application/json";
                context.Response.Close(document, willBlock: false);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
