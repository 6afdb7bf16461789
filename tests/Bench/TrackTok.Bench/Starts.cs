using System.Diagnostics;
using System.Net.Sockets;
using TrackTok.Bench.Load;

namespace TrackTok.Bench;

/// <summary>How long until the first 201: from everything stopped, and after all of the application was killed while its servers stayed up.</summary>
internal sealed record StartTimes(TimeSpan Cold, TimeSpan Warm);

internal static class Starts
{
    public static async Task<StartTimes> RunAsync(LocalSystem system, BenchTenant tenant)
    {
        await system.StopAsync();
        var since = Stopwatch.StartNew();
        system.Begin();
        await FirstAsync(system.GatewayPort, tenant);
        var cold = since.Elapsed;
        await system.ReadyAsync();
        await Task.Delay(3000);

        since.Restart();
        foreach (var process in LocalSystem.Application.SelectMany(system.Processes)) await Machine.RunAsync("kill", ["-KILL", process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await FirstAsync(system.GatewayPort, tenant);
        return new StartTimes(cold, since.Elapsed);
    }

    /// <summary>Tries to record an expense every ten milliseconds until it is taken.</summary>
    private static async Task FirstAsync(int port, BenchTenant tenant)
    {
        var requests = new CreateRequests("/api/v1/expenses", [tenant], [tenant.Token], 1);
        var buffer = new byte[8192];
        var last = "";
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromMinutes(2);)
        {
            try
            {
                using var connection = new Connection(port);
                var length = requests.Write(buffer);
                if (connection.Exchange(buffer.AsSpan(0, length)) == 201) return;
                last = connection.Text;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                last = e.Message;
            }
            await Task.Delay(10);
        }
        throw new TimeoutException("No expense was taken within two minutes: " + last);
    }
}
