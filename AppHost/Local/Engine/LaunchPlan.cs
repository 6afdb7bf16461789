namespace TrackTok.AppHost.Local;

/// <summary>How one process is started and stopped.</summary>
internal sealed record LaunchPlan(string Program, IReadOnlyList<string> Arguments)
{
    public string WorkingDirectory { get; init; } = "/";
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public Signal StopSignal { get; init; } = Signal.Terminate;
    /// <summary>The user to become, for programs that refuse to run as root.</summary>
    public string? RunAs { get; init; }
}

/// <summary>What the engine must know of a kind of resource to run it.</summary>
internal abstract class ResourceKind
{
    /// <summary>Once, before the first process: what must be there (programs, folders). Throws with a sentence that says what to do.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public abstract Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken);

    /// <summary>Whether the replica does its work. A kind that cannot tell is healthy as soon as it runs.</summary>
    public virtual Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>For a run that others wait for the end of: what it would do, so that it need not be done twice; null where that cannot be told.</summary>
    public virtual Task<string?> FingerprintAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>True where a server complains in its log of every question: it is asked until it is well, and then let be.</summary>
    public virtual bool AskedOnce => false;
}
