using TrackTok.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "resource-start";
    public static readonly string StopCommand = "resource-stop";
    public static readonly string RestartCommand = "resource-restart";
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
        var known = commandName == KnownResourceCommands.StartCommand || commandName == KnownResourceCommands.StopCommand || commandName == KnownResourceCommands.RestartCommand;
        if (!known || !_engine.Knows(resourceId))
            return new ExecuteCommandResult { Success = false };
        if (commandName != KnownResourceCommands.StartCommand)
            await _engine.StopResourceAsync(resourceId).WaitAsync(cancellationToken);
        if (commandName != KnownResourceCommands.StopCommand)
            await _engine.StartResourceAsync(resourceId).WaitAsync(cancellationToken);
        return new ExecuteCommandResult { Success = true };
    }
}
