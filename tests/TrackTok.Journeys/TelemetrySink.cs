using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TrackTok.Journeys;

/// <summary>Stands in for a collector: takes what all processes export over OTLP, and keeps it as it came while somebody listens. Texts stand in it as they are.</summary>
public sealed class TelemetrySink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Kind, byte[] Content)> _kept = new();
    private readonly Task _listening;
    private volatile bool _keeps;

    public TelemetrySink()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _listening = ListenAsync();
    }

    public string Endpoint { get; }

    /// <summary>What processes started from now on have in their environment, so that they export here, soon and all of it.</summary>
    public void Announce()
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint);
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        Environment.SetEnvironmentVariable("OTEL_TRACES_SAMPLER", "always_on");
        foreach (var delay in new[] { "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY" }) Environment.SetEnvironmentVariable(delay, "500");
    }

    public void Keep() => _keeps = true;

    /// <summary>All that came since <see cref="Keep"/>: <c>traces</c>, <c>logs</c> and <c>metrics</c>.</summary>
    public async Task<IReadOnlyList<(string Kind, byte[] Content)>> TakeAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        _keeps = false;
        return [.. _kept];
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
                using var content = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(content);
                if (_keeps) _kept.Enqueue((context.Request.Url!.Segments[^1], content.ToArray()));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The tests are over.
        }
    }
}
