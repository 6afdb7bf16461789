using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceStates
{
    public static readonly string NotStarted = nameof(NotStarted);
    public static readonly string Waiting = nameof(Waiting);
    public static readonly string Starting = nameof(Starting);
    public static readonly string Running = nameof(Running);
    public static readonly string FailedToStart = nameof(FailedToStart);
    public static readonly string Stopping = nameof(Stopping);
    public static readonly string Exited = nameof(Exited);
    public static readonly string Finished = nameof(Finished);
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

public sealed record ResourceStateSnapshot(string Text)
{
    public static implicit operator ResourceStateSnapshot?(string? text) => text is null ? null : new(text);
}

/// <summary>What is known of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    public ResourceStateSnapshot? State { get; init; }
    public HealthStatus? HealthStatus { get; init; }
    public int? ExitCode { get; init; }
    /// <summary>How often a process of this resource was started again after it had ended by itself.</summary>
    internal int Restarts { get; init; }
    /// <summary>Why it is in this state, where there is something to say.</summary>
    internal string? Reason { get; init; }
}

public sealed class ResourceEvent(IResource resource, CustomResourceSnapshot snapshot)
{
    public IResource Resource { get; } = resource;
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
    internal bool IsOver => Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);
}

/// <summary>The last known state of every resource, and a way to wait for one.</summary>
public sealed class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var changed = _changed.Task;
            if (_last.TryGetValue(resourceName, out var seen) && predicate(seen))
                return seen;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Fails when the resource has come to an end, for then it will not become healthy.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var seen = await WaitForResourceAsync(resourceName, e => e.Snapshot.HealthStatus == HealthStatus.Healthy || e.IsOver, cancellationToken);
        return seen.IsOver
            ? throw new DistributedApplicationException($"The resource '{resourceName}' will not become healthy: {seen.Snapshot.State!.Text}. {seen.Snapshot.Reason}")
            : seen;
    }

    public bool TryGetCurrentState(string resourceId, out ResourceEvent? resourceEvent) => _last.TryGetValue(resourceId, out resourceEvent);

    internal Task Changed => _changed.Task;

    internal void Publish(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            var before = _last.TryGetValue(resource.Name, out var e) ? e.Snapshot : new CustomResourceSnapshot { State = KnownResourceStates.NotStarted };
            var after = change(before);
            if (e is not null && after == before)
                return;
            _last[resource.Name] = new ResourceEvent(resource, after);
            Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }
}
