using System.Diagnostics;

namespace TrackTok.AppHost.Local;

/// <summary>One process of a resource: started in a session of its own, watched, started again when it ends by itself, stopped when told.</summary>
internal sealed class Instance(string name, int replica, ResourceKind kind, bool restarts, LogBook log, RunFolder run, TimeSpan patience) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Process? _process;
    private Signal _stopSignal = Signal.Terminate;
    private Task _running = Task.CompletedTask;

    public bool IsRunning { get; private set; }
    public bool IsHealthy { get; private set; }
    public int Restarts { get; private set; }
    public int? ProcessId => IsRunning ? _process?.Id : null;
    public int? ExitCode { get; private set; }

    /// <summary>Runs until the process has ended for good; <paramref name="changed"/> is called at every change of state.</summary>
    public Task RunAsync(Action changed) => _running = SuperviseAsync(changed);

    private async Task SuperviseAsync(Action changed)
    {
        var backOff = new BackOff();
        while (!_stop.IsCancellationRequested)
        {
            ExitCode = null;
            var startedAt = Stopwatch.GetTimestamp();
            using var process = _process = Start(await kind.PlanAsync(replica, _stop.Token));
            run.Write(name, process.Id);
            IsRunning = true;
            changed();

            var output = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
            using (var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
            {
                var health = WatchHealthAsync(changed, ended.Token);
                await process.WaitForExitAsync(CancellationToken.None);
                await ended.CancelAsync();
                await health;
            }
            // A grandchild may hold the pipe open: it goes with its group.
            await EndGroupAsync(process.Id);
            await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1)));
            run.Remove(name);
            (IsRunning, IsHealthy, ExitCode) = (false, false, process.ExitCode);
            if (!restarts || _stop.IsCancellationRequested)
                break;

            var pause = backOff.Next(Stopwatch.GetElapsedTime(startedAt));
            log.Note($"{name} ended by itself with code {process.ExitCode}; it is started again in {pause.TotalSeconds:0.#} s");
            Restarts++;
            changed();
            await Task.Delay(pause, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        changed();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (IsRunning && _process is { } process)
        {
            Unix.Send(process.Id, _stopSignal);
            if (await Task.WhenAny(_running, Task.Delay(patience)) != _running)
            {
                log.Note($"{name} did not end within {patience.TotalSeconds:0} s and is killed");
                Unix.SendToGroup(process.Id, Signal.Kill);
            }
        }
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Ends the process at once, as a crash would: it is started again.</summary>
    public void Kill()
    {
        if (ProcessId is { } process)
            Unix.SendToGroup(process, Signal.Kill);
    }

    public void Dispose()
    {
        _stop.Dispose();
        log.Dispose();
    }

    private Process Start(LaunchPlan plan)
    {
        _stopSignal = plan.StopSignal;
        // setsid and setpriv replace themselves by what they start, so the number of this process is the program's own.
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = plan.WorkingDirectory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (plan.RunAs is { } user)
            foreach (var argument in new[] { "setpriv", "--reuid", user, "--regid", user, "--init-groups", "--" })
                start.ArgumentList.Add(argument);
        foreach (var argument in plan.Arguments.Prepend(plan.Program))
            start.ArgumentList.Add(argument);

        // Profilers that watch the engine's own process (code coverage) are none of the resources' business.
        foreach (var key in start.Environment.Keys.Where(k => k.StartsWith("CORECLR_", StringComparison.Ordinal) || k.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(key);
        foreach (var (key, value) in plan.Environment)
            start.Environment[key] = value;
        start.Environment[RunFolder.MarkerName] = run.Marker[(RunFolder.MarkerName.Length + 1)..];

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private async Task CopyAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            log.Line(line);
    }

    private async Task WatchHealthAsync(Action changed, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                timeout.CancelAfter(TimeSpan.FromSeconds(5));
                var healthy = await IsHealthyAsync(timeout.Token);
                cancellationToken.ThrowIfCancellationRequested();
                if (healthy != IsHealthy)
                {
                    IsHealthy = healthy;
                    changed();
                }
                if (healthy && kind.AskedOnce)
                    return;
                await Task.Delay(healthy ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process has ended, and with it the watch.
        }
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await kind.IsHealthyAsync(replica, cancellationToken);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static async Task EndGroupAsync(int group)
    {
        for (var i = 0; i < 20 && ProcessTable.InGroup(group).Count > 0; i++)
        {
            // A moment for children that end with their parent.
            if (i > 4)
                Unix.SendToGroup(group, Signal.Kill);
            await Task.Delay(50);
        }
    }
}
