using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>Runs a model as processes of this machine: everything at once, each part when what it waits for is there, and stops it the other way round.</summary>
internal sealed class LocalEngine(IReadOnlyList<IResource> model, LocalOptions options, ResourceNotificationService notifications) : IAsyncDisposable
{
    private readonly RunFolder _run = new(options.DataPath);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<IResource, ResourceRun> _runs = [];
    private readonly Dictionary<IResource, Func<ResourceRun>> _makers = [];
    private readonly List<Task> _background = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ordinal;
    private bool _started;

    public RunFolder Folder => _run;
    public IReadOnlyCollection<ResourceRun> Runs => [.. _runs.Values];
    /// <summary>Ends when what faces the outside answers for the first time.</summary>
    public Task Ready => _ready.Task;
    public Uri? StatusPage { get; private set; }
    public string LogFolder => Path.Combine(options.DataPath, "logs");

    public async Task<int> CleanAsync()
    {
        _run.Take();
        return await _run.EndOrphansAsync();
    }

    public async Task StartAsync()
    {
        if (await CleanAsync() is > 0 and var orphans)
            Console.WriteLine($"Ended {orphans} processes that an earlier run had left behind.");
        _run.Announce();
        _started = true;

        var resources = Chosen();
        var dashboard = options.Dashboard ? Dashboard.Find(options) : null;
        if (dashboard is not null)
        {
            // It outlives those who send to it, lest their last words keep them waiting.
            foreach (var project in resources.OfType<ProjectResource>())
                project.Annotations.Add(new UseAnnotation(dashboard.Resource));
            resources.Add(dashboard.Resource);
        }
        var ports = new Ports();
        ports.Allocate(resources, options);

        var completed = resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>()).Where(w => w.WaitType == WaitType.WaitForCompletion).Select(w => w.Resource).ToHashSet();
        var kinds = resources.OfType<ProcessResource>().ToDictionary(r => r, r => KindOf(r, dashboard?.TelemetryUrl()));
        foreach (var (resource, kind) in kinds)
            _runs[resource] = (_makers[resource] = () => new ResourceRun(resource, kind, restarts: !completed.Contains(resource), notifications, Open, _run, options.StopPatience))();
        foreach (var run in _runs.Values)
            run.Start();
        foreach (var database in resources.OfType<PostgresDatabaseResource>())
            _background.Add(DatabaseRun.RunAsync(database, (PostgresKind)kinds[database.Parent], notifications, _stop.Token));
        var status = new StatusTable(resources, this, notifications);
        if (options.StatusPage)
        {
            var page = new StatusPage(status, LogFolder, ports.Preferably(Local.StatusPage.UsualPort));
            StatusPage = page.Address;
            _background.Add(page.RunAsync(Ready, _stop.Token));
        }
        _background.Add(new StatusFiles(status, this, notifications).RunAsync(_ready.SetResult, _stop.Token));
        if (options.Dashboard && dashboard is null)
            _background.Add(Dashboard.FetchAsync(options, Ready, _stop.Token));
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        var users = _runs.Keys.SelectMany(user => UsedBy(user).Select(used => (used, user))).ToLookup(p => p.used, p => p.user);
        var stopping = new Dictionary<IResource, Task>();
        await Task.WhenAll(_runs.Keys.Select(StopOnceAsync));
        await Task.WhenAll(_background);
        if (_started)
            await _run.EndOrphansAsync();

        // After all that use it: servers outlive their clients.
        Task StopOnceAsync(IResource resource)
        {
            if (!stopping.TryGetValue(resource, out var task))
                stopping[resource] = task = StopAfterAsync([.. users[resource].Select(StopOnceAsync)], _runs[resource]);
            return task;
        }
    }

    public bool Knows(string name) => _runs.Keys.Any(r => r.Name == name);

    public Task StopResourceAsync(string name) => _runs[_runs.Keys.Single(r => r.Name == name)].StopAsync();

    /// <summary>Starts a resource that was stopped; one that runs is left alone.</summary>
    public async Task StartResourceAsync(string name)
    {
        var resource = _runs.Keys.Single(r => r.Name == name);
        var ended = _runs[resource];
        if (!ended.Completion.IsCompleted)
            return;
        await ended.Completion;
        ended.Dispose();
        _runs[resource] = _makers[resource]();
        _runs[resource].Start();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var run in _runs.Values)
            run.Dispose();
        _run.Dispose();
        _stop.Dispose();
    }

    private static async Task StopAfterAsync(Task[] others, ResourceRun run)
    {
        await Task.WhenAll(others);
        await run.StopAsync();
    }

    private List<IResource> Chosen()
    {
        if (options.Resources.Count == 0)
            return [.. model];
        var chosen = new HashSet<IResource>();
        var open = new Queue<IResource>(options.Resources.Select(name => model.FirstOrDefault(r => r.Name == name) ?? throw new DistributedApplicationException($"There is no resource '{name}'.")));
        while (open.TryDequeue(out var resource))
            if (chosen.Add(resource))
                foreach (var needed in Needs(resource))
                    open.Enqueue(needed);
        return [.. model.Where(chosen.Contains)];
    }

    /// <summary>What a resource waits for or holds a connection string of. Addresses of services do not count: those may go round in circles.</summary>
    private static IEnumerable<IResource> Needs(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource).Concat(resource.Annotations.OfType<UseAnnotation>().Select(u => u.Resource))
            .Concat(resource is PostgresDatabaseResource database ? [database.Parent] : []);

    private IEnumerable<IResource> UsedBy(IResource resource) =>
        Needs(resource).Select(r => r is PostgresDatabaseResource database ? database.Parent : r).Where(r => _runs.ContainsKey(r)).Distinct();

    private LogBook Open(string name) => new(LogFolder, name, options.Console, Interlocked.Increment(ref _ordinal));

    private ResourceKind KindOf(ProcessResource resource, string? telemetryUrl) => resource switch
    {
        ProjectResource project => new ProjectKind(project, telemetryUrl),
        PostgresServerResource postgres => new PostgresKind(postgres, options),
        RedisResource redis => new RedisKind(redis, options),
        RabbitMQServerResource rabbit => new RabbitMqKind(rabbit, options.DataPath),
        PortMapperResource mapper => new PortMapperKind(mapper),
        ExecutableResource executable => new ExecutableKind(executable),
        _ => throw new DistributedApplicationException($"The local engine cannot run a {resource.GetType().Name} ('{resource.Name}')."),
    };
}
