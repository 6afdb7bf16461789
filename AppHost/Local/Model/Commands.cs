using TrackTok.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "resource-start";
    public static readonly string StopCommand = "resource-stop";
}

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }
}

/// <summary>Starts and stops single resources while the rest runs: what tests of faults do.</summary>
public sealed class ResourceCommandService
{
    private readonly LocalEngine _engine;

    internal ResourceCommandService(LocalEngine engine) => _engine = engine;

    /// <summary>Unsuccessful when there is no such resource or command.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var execution = !_engine.Knows(resourceId) ? null
            : commandName == KnownResourceCommands.StartCommand ? _engine.StartResourceAsync(resourceId)
            : commandName == KnownResourceCommands.StopCommand ? _engine.StopResourceAsync(resourceId)
            : null;
        if (execution is not null)
            await execution.WaitAsync(cancellationToken);
        return new ExecuteCommandResult { Success = execution is not null };
    }
}
