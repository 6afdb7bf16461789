namespace Aspire.Hosting.ApplicationModel;

public enum ProbeType { Startup, Readiness, Liveness }

public sealed class EnvironmentCallbackContext(int replica)
{
    public Dictionary<string, object> EnvironmentVariables { get; } = [];
    internal int Replica { get; } = replica;
}

internal sealed record EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> Callback) : IResourceAnnotation;
internal sealed record ArgsAnnotation(IReadOnlyList<string> Args) : IResourceAnnotation;
internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;
internal sealed record WaitAnnotation(IResource Resource, WaitType WaitType, int ExitCode = 0) : IResourceAnnotation;
/// <summary>Holds a connection string of it, and so is stopped before it.</summary>
internal sealed record UseAnnotation(IResource Resource) : IResourceAnnotation;
internal sealed record HttpHealthAnnotation(string EndpointName, string Path, int StatusCode) : IResourceAnnotation;

internal enum WaitType { WaitUntilHealthy, WaitForCompletion }
