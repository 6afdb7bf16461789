using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TrackTok.AppHost.Local;

/// <summary>One run in the foreground: says when all is ready, ends on Ctrl-C, or at once with the reasons when something cannot start.</summary>
internal sealed class Session(LocalEngine engine, LocalOptions options)
{
    public async Task<int> RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

        await engine.StartAsync();
        var run = Path.Combine(options.DataPath, "run");
        var told = false;
        while (!end.IsCancellationRequested)
        {
            if (!told && File.Exists(Path.Combine(run, "failed")))
            {
                await Console.Error.WriteLineAsync($"\nCannot start:\n{await File.ReadAllTextAsync(Path.Combine(run, "failed"), CancellationToken.None)}");
                return 1;
            }
            if (!told && File.Exists(Path.Combine(run, "ready")))
            {
                told = true;
                Console.WriteLine($"\nReady after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s.\n{await File.ReadAllTextAsync(Path.Combine(run, "status"), CancellationToken.None)}\nCtrl-C ends it.\n");
            }
            await Task.Delay(100, end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        Console.WriteLine("Stopping …");
        return 0;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            end.Cancel();
        }
    }
}
