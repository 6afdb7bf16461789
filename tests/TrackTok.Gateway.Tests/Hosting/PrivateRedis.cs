using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TrackTok.Gateway.Tests.Hosting;

/// <summary>A Redis of a test's own, which it may stop and start.</summary>
internal sealed class PrivateRedis : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private Process? _process;

    internal string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    internal static async Task<PrivateRedis> StartAsync()
    {
        var redis = new PrivateRedis();
        await redis.UpAsync();
        return redis;
    }

    internal async Task UpAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server", ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException("redis-server does not listen.");
    }

    internal async Task DownAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync() => await DownAsync();
}
