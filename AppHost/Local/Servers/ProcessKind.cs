using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>A program with the arguments, variables and health check that the model gives it.</summary>
internal abstract class ProcessKind(IResource resource) : ResourceKind
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30), UseProxy = false });

    protected IEnumerable<string> ModelArguments => resource.Annotations.OfType<ArgsAnnotation>().SelectMany(a => a.Args);

    protected int PortOf(string endpoint, int replica = 0) => new EndpointReference((IResourceWithEndpoints)resource, endpoint).PortOf(replica);

    protected async Task<Dictionary<string, string>> EnvironmentAsync(int replica, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(replica);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            annotation.Callback(context);

        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
            variables[name] = value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) ?? "" : value.ToString()!;
        return variables;
    }

    public override async Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthAnnotation>())
        {
            var url = new Uri(new EndpointReference((IResourceWithEndpoints)resource, check.EndpointName).UrlOf(replica) + check.Path);
            using var answer = await Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)answer.StatusCode != check.StatusCode)
                return false;
        }
        return true;
    }
}

internal sealed class ExecutableKind(ExecutableResource resource) : ProcessKind(resource)
{
    public override Task PrepareAsync(CancellationToken cancellationToken)
    {
        var found = resource.Command.Contains('/', StringComparison.Ordinal) ? File.Exists(Path.Combine(resource.WorkingDirectory, resource.Command)) : Programs.Find(resource.Command) is not null;
        return found ? Task.CompletedTask : throw Programs.Missing(resource.Command, resource.Command);
    }

    public override async Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken) => new(resource.Command, [.. ModelArguments])
    {
        WorkingDirectory = resource.WorkingDirectory,
        Environment = await EnvironmentAsync(replica, cancellationToken),
    };
}
