using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrackTok.AppHost.Local;

/// <summary>One resource from waiting to its end: waits for what it needs, starts its replicas, tells the others how it is.</summary>
internal sealed class ResourceRun(IResource resource, ResourceKind kind, bool restarts, ResourceNotificationService notifications, Func<string, LogBook> open, RunFolder run, TimeSpan patience) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<Instance> _instances = [];
    private bool _stopping;
    private string? _fingerprint;

    public IResource Resource => resource;
    public IReadOnlyList<Instance> Instances => _instances;
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start() => Completion = RunAsync();

    public async Task StopAsync()
    {
        _stopping = true;
        await _stop.CancelAsync();
        Publish();
        await Task.WhenAll(_instances.Select(i => i.StopAsync()));
        await Completion;
    }

    public void Dispose()
    {
        foreach (var instance in _instances)
            instance.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            notifications.Publish(resource, s => s with { State = KnownResourceStates.Waiting });
            foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
                await WaitAsync(wait);
            notifications.Publish(resource, s => s with { State = KnownResourceStates.Starting });
            await kind.PrepareAsync(_stop.Token);
            if (!restarts && await kind.FingerprintAsync(_stop.Token) is { } fingerprint)
            {
                if (run.HasDone(resource.Name, fingerprint))
                {
                    notifications.Publish(resource, s => s with { State = KnownResourceStates.Finished, ExitCode = 0, Reason = "Done before, with the same program on the same databases." });
                    return;
                }
                _fingerprint = fingerprint;
            }
            var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
            _instances = [.. Enumerable.Range(0, replicas).Select(i => NewInstance(replicas == 1 ? resource.Name : $"{resource.Name}-{i}", i))];
            await Task.WhenAll(_instances.Select(i => i.RunAsync(Publish)));
            if (_fingerprint is not null && _instances.All(i => i.ExitCode == 0))
                run.NoteDone(resource.Name, _fingerprint);
        }
        catch (OperationCanceledException) when (_stopping)
        {
            Publish();
        }
        catch (Exception e)
        {
            notifications.Publish(resource, s => s with { State = KnownResourceStates.FailedToStart, HealthStatus = null, Reason = e.Message });
        }
    }

    private Instance NewInstance(string name, int replica) => new(name, replica, kind, restarts, open(name), run, patience);

    private async Task WaitAsync(WaitAnnotation wait)
    {
        var toItsEnd = wait.WaitType == WaitType.WaitForCompletion;
        var seen = await notifications.WaitForResourceAsync(wait.Resource.Name, e => e.IsOver || (!toItsEnd && e.Snapshot.HealthStatus == HealthStatus.Healthy), _stop.Token);
        var well = toItsEnd ? seen.Snapshot.State?.Text == KnownResourceStates.Finished && seen.Snapshot.ExitCode == wait.ExitCode : !seen.IsOver;
        if (!well)
            throw new DistributedApplicationException($"It waits for '{wait.Resource.Name}', which {(seen.Snapshot.ExitCode is { } code ? $"ended with code {code}" : "did not start")}.");
    }

    private void Publish()
    {
        var (instances, last) = (_instances, _instances.Select(i => i.ExitCode).FirstOrDefault(c => c is not null));
        var text = instances.Any(i => i.IsRunning) ? (_stopping ? KnownResourceStates.Stopping : KnownResourceStates.Running)
            : _stopping ? KnownResourceStates.Exited
            : restarts ? KnownResourceStates.Starting
            : KnownResourceStates.Finished;
        HealthStatus? health = text != KnownResourceStates.Running ? null : instances.All(i => i.IsHealthy) ? HealthStatus.Healthy : HealthStatus.Unhealthy;
        notifications.Publish(resource, s => s with
        {
            State = text,
            HealthStatus = health,
            ExitCode = last,
            Restarts = instances.Sum(i => i.Restarts),
            Reason = last is { } code and not 0 && !_stopping ? $"It ended with code {code}." : null,
        });
    }
}
