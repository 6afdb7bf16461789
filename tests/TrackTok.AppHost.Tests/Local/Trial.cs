using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Tests.Local;

/// <summary>An engine with a data folder of its own and whatever resources a test puts in.</summary>
internal sealed class Trial : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Trial(string folder, DistributedApplication app) => (Folder, App) = (folder, app);

    public string Folder { get; }
    public DistributedApplication App { get; }
    public ResourceNotificationService Notifications => App.ResourceNotifications;

    public static string NewFolder() => Directory.CreateTempSubdirectory("tracktok-engine-").FullName;

    public static async Task<Trial> StartAsync(Action<IDistributedApplicationBuilder, string> describe, string? folder = null, params string[] arguments)
    {
        var trial = Build(describe, folder, arguments);
        await trial.App.StartAsync();
        return trial;
    }

    public static Trial Build(Action<IDistributedApplicationBuilder, string> describe, string? folder = null, params string[] arguments)
    {
        folder ??= NewFolder();
        var builder = DistributedApplication.CreateBuilder(
            [$"--Local:DataPath={folder}", "--Local:Console=false", "--Local:Dashboard=false", "--Local:StatusPage=false", "--Local:Durable=false", "--Local:StopPatience=2", .. arguments]);
        describe(builder, folder);
        return new Trial(folder, builder.Build());
    }

    public Task<ResourceEvent> UntilAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        Notifications.WaitForResourceAsync(resource, e => condition(e.Snapshot)).WaitAsync(Patience);

    public Task HealthyAsync(string resource) => Notifications.WaitForResourceHealthyAsync(resource).WaitAsync(Patience);

    public string? StateOf(string resource) => Notifications.TryGetCurrentState(resource, out var e) ? e!.Snapshot.State?.Text : null;

    public IReadOnlyList<int> ProcessesOf(string resource) =>
        [.. App.Runs.Single(r => r.Resource.Name == resource).Instances.Select(i => i.ProcessId).OfType<int>()];

    /// <summary>A file in the data folder, once it has as many lines as that.</summary>
    public async Task<string[]> LinesAsync(string name, int atLeast)
    {
        var path = Path.Combine(Folder, name);
        var until = Environment.TickCount64 + Patience.TotalMilliseconds;
        while (!File.Exists(path) || (await File.ReadAllLinesAsync(path)).Length < atLeast)
        {
            (Environment.TickCount64 < until).ShouldBeTrue($"{name} never had {atLeast} lines");
            await Task.Delay(20);
        }
        return await File.ReadAllLinesAsync(path);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Discard(Folder);
    }

    public static void Discard(string folder)
    {
        if (new DirectoryInfo(Path.Combine(folder, "data", "postgres")).LinkTarget is { } elsewhere)
            Directory.Delete(Path.GetDirectoryName(elsewhere)!, recursive: true);
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>The project that stands in for a service.</summary>
internal sealed class StandIn : IProjectMetadata
{
    public string ProjectPath => Path.GetFullPath(Path.Combine(Projects.TrackTok_AppHost.ProjectPath, "..", "tests", "TrackTok.StandIn", "TrackTok.StandIn.csproj"));
}

internal static class TrialResources
{
    public static IResourceBuilder<ExecutableResource> AddScript(this IDistributedApplicationBuilder builder, string name, string script, string folder) =>
        builder.AddExecutable(name, "bash", folder, "-c", script);

    /// <summary>A service whose ports are chosen, and which is well at once or when a file appears.</summary>
    public static IResourceBuilder<ProjectResource> AddStandIn(this IDistributedApplicationBuilder builder, string name, string? readyWhen = null)
    {
        var project = builder.AddProject<StandIn>(name)
            .WithEndpoint("http", endpoint => endpoint.Port = null)
            .WithEndpoint("grpc", endpoint => endpoint.Port = null)
            .WithHttpHealthCheck("/health/ready", endpointName: "http");
        return readyWhen is null ? project : project.WithEnvironment("StandIn__ReadyWhen", readyWhen);
    }
}
