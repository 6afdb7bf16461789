using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TrackTok.Gateway.Tests.Hosting;

/// <summary>A request as it reached a service.</summary>
internal sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>One replica of a service behind the gateway: answers everything with 200 and its own name, and remembers what it saw.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandIn(string service, WebApplication app) => (Service, _app) = (service, app);

    internal string Service { get; }

    internal Uri Address { get; private set; } = null!;

    internal ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>What the replica says of itself at <c>/health/ready</c>.</summary>
    internal (int Status, string Body) Ready { get; set; } = (200, """{"status":"healthy","checks":{}}""");

    internal string Document { get; set; } = """{"openapi":"3.1.1","info":{"title":"part","version":"v1"},"paths":{}}""";

    internal string Permissions { get; set; } = "[]";

    /// <summary>Answers in place of the plain 200.</summary>
    internal Func<HttpContext, Task>? Answer { get; set; }

    /// <summary>Answers to the request with this <c>X-Request-Id</c> only.</summary>
    internal ConcurrentDictionary<string, Func<HttpContext, Task>> AnswerTo { get; } = new();

    internal static async Task<StandIn> StartAsync(string service)
    {
        // Empty: the gateway's own settings lie beside the tests and are not meant for this.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
        var app = builder.Build();
        var standIn = new StandIn(service, app);
        app.Run(standIn.HandleAsync);
        await app.StartAsync();
        standIn.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return standIn;
    }

    private async Task HandleAsync(HttpContext http)
    {
        switch (http.Request.Path.Value)
        {
            case "/health/live":
                return;
            case "/health/ready":
                http.Response.StatusCode = Ready.Status;
                await http.Response.WriteAsync(Ready.Body);
                return;
            case "/openapi/v1.json":
                await http.Response.WriteAsync(Document);
                return;
            case "/internal/permissions":
                await http.Response.WriteAsync(Permissions);
                return;
        }
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Enqueue(new Seen(http.Request.Method, http.Request.Path + http.Request.QueryString, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
        if (AnswerTo.TryGetValue(http.Request.Headers["X-Request-Id"].ToString(), out var special)) await special(http);
        else if (Answer is { } answer) await answer(http);
        else await http.Response.WriteAsJsonAsync(new { service = Service });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
