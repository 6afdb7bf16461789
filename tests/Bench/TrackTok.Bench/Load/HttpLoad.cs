using System.Diagnostics;

namespace TrackTok.Bench.Load;

/// <summary>What a measurement came to.</summary>
/// <param name="PerSecond">Answers as expected.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="Failures">Answers of another status, and broken connections.</param>
internal sealed record Measured(double PerSecond, double P50, double P99, long Requests, long Failures, string? FirstFailure);

/// <summary>As many clients as asked for, each as fast as its answers come.</summary>
internal static class HttpLoad
{
    public static Measured Run(int port, int clients, TimeSpan duration, Func<int, Requests> requests)
    {
        var latencies = new List<long>[clients];
        var failures = 0L;
        string? first = null;
        using var ready = new Barrier(clients + 1);
        var until = 0L;
        var threads = Enumerable.Range(0, clients).Select(client => new Thread(() =>
        {
            var own = latencies[client] = new List<long>(50_000);
            var source = requests(client);
            var buffer = new byte[8192];
            Connection? connection = null;
            ready.SignalAndWait();
            ready.SignalAndWait();
            while (Stopwatch.GetTimestamp() < Volatile.Read(ref until))
            {
                var length = source.Write(buffer);
                var began = Stopwatch.GetTimestamp();
                try
                {
                    connection ??= new Connection(port);
                    if (connection.Exchange(buffer.AsSpan(0, length)) == source.ExpectedStatus)
                    {
                        own.Add(Stopwatch.GetTimestamp() - began);
                        continue;
                    }
                    Interlocked.CompareExchange(ref first, connection.Text, null);
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
                {
                    Interlocked.CompareExchange(ref first, e.Message, null);
                    connection?.Dispose();
                    connection = null;
                }
                Interlocked.Increment(ref failures);
            }
            connection?.Dispose();
        }, 256 * 1024)).ToList();
        foreach (var thread in threads) thread.Start();
        ready.SignalAndWait();
        var start = Stopwatch.GetTimestamp();
        Volatile.Write(ref until, start + (long)(duration.TotalSeconds * Stopwatch.Frequency));
        ready.SignalAndWait();
        foreach (var thread in threads) thread.Join();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var all = latencies.SelectMany(own => own).Order().ToArray();
        return new Measured(all.Length / seconds, At(all, 0.50), At(all, 0.99), all.Length, failures, first);
    }

    private static double At(long[] ordered, double share) => ordered.Length == 0 ? 0 : Stopwatch.GetElapsedTime(0, ordered[(int)((ordered.Length - 1) * share)]).TotalMilliseconds;
}
