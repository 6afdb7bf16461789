using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using System.Web;

namespace TrackTok.Browser;

/// <summary>An app of somebody else's, as a program of its own at an address of its own: sends browsers to us, hears them come back, exchanges its code.</summary>
public sealed class AppOfOthers : IAsyncDisposable
{
    public const string Name = "Travel planner";
    private const string State = "of-this-visit";
    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private readonly Channel<Uri> _arrivals = Channel.CreateUnbounded<Uri>();
    private readonly HttpListener _listener = new();
    private readonly Uri _installation;
    private readonly Task _listening;
    private string _id = "";

    private AppOfOthers(Uri installation, int port)
    {
        (_installation, Callback) = (installation, $"http://localhost:{port}/callback");
        _listener.Prefixes.Add($"http://localhost:{port}/");
        _listener.Start();
        _listening = ListenAsync();
    }

    /// <summary>The address that is registered.</summary>
    public string Callback { get; }

    /// <summary>The one for people who signed out.</summary>
    public string Farewell => Callback.Replace("/callback", "/left", StringComparison.Ordinal);

    /// <summary>Registers the app with a company.</summary>
    public static async Task<AppOfOthers> OfAsync(TrackTokInBrowser system, Company company)
    {
        var app = new AppOfOthers(system.Base, TrackTokInBrowser.FreePort());
        var registered = await company.PostAsync("/apps", new
        {
            name = Name,
            kind = "public",
            redirect_uris = new[] { app.Callback },
            post_logout_redirect_uris = new[] { app.Farewell },
            scopes = new[] { "openid", "expenses.read" },
            grants = new[] { "authorization_code", "refresh_token" },
        });
        app._id = registered.GetProperty("id").GetString()!;
        return app;
    }

    /// <summary>Where it sends a browser.</summary>
    public string Question(string? prompt = null) =>
        new Uri(_installation, "/connect/authorize").AbsoluteUri
        + $"?client_id={_id}&response_type=code&redirect_uri={Uri.EscapeDataString(Callback)}&scope=openid%20expenses.read%20offline_access&state={State}"
        + $"&code_challenge={Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier)))}&code_challenge_method=S256" + (prompt is null ? "" : "&prompt=" + prompt);

    /// <summary>Where it sends the browser of somebody who signs out of it.</summary>
    public string SignOut() => new Uri(_installation, "/connect/logout").AbsoluteUri + $"?client_id={_id}&post_logout_redirect_uri={Uri.EscapeDataString(Farewell)}&state={State}";

    /// <summary>The answer with which a browser came back; it must be the one to our own question.</summary>
    public async Task<(string? Code, string? Error)> ArrivalAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = HttpUtility.ParseQueryString((await _arrivals.Reader.ReadAsync(patience.Token)).Query);
        answer["state"].ShouldBe(State);
        return (answer["code"], answer["error"]);
    }

    /// <summary>What a code is exchanged for.</summary>
    public async Task<JsonElement> ExchangeAsync(TrackTokInBrowser system, string code)
    {
        using var http = system.Client();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = _id,
            ["code"] = code,
            ["redirect_uri"] = Callback,
            ["code_verifier"] = _verifier,
        });
        using var answer = await http.PostAsync("/connect/token", form);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _listening;
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                if (context.Request.Url!.AbsolutePath is "/callback" or "/left") _arrivals.Writer.TryWrite(context.Request.Url);
                context.Response.ContentType = "text/html";
                await context.Response.OutputStream.WriteAsync("<!doctype html><title>Travel planner</title><h1>Back at the travel planner</h1>"u8.ToArray());
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
