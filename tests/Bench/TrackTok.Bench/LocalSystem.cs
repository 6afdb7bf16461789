using System.Diagnostics;
using System.Globalization;

namespace TrackTok.Bench;

/// <summary>The whole system as <c>./tracktok up</c> runs it, by the local engine, on data of the benchmark's own and a PostgreSQL that waits for the disk.</summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private readonly string _root = FindRoot();
    private readonly string _data;
    private Process? _engine;

    public LocalSystem()
    {
        _data = Path.Combine(_root, ".tracktok", "bench");
        GatewayPort = Machine.FreePort();
    }

    public int GatewayPort { get; }

    public Uri Gateway => new($"http://127.0.0.1:{GatewayPort}");

    public string Root => _root;

    /// <summary>Addresses and connection strings by name, as the engine tells them.</summary>
    public IReadOnlyDictionary<string, string> Connections { get; private set; } = new Dictionary<string, string>();

    /// <summary>Our own services and the gateway, which count as the application.</summary>
    public static IReadOnlyList<string> Application { get; } = ["gateway", "identity", "tenants", "expenses", "budgets", "reporting", "web"];

    private string AppHost => Path.Combine(_root, "AppHost", "bin", "Release", "net10.0", "TrackTok.AppHost.dll");

    public Task BuildAsync() =>
        Machine.RunAsync("dotnet", ["build", Path.Combine(_root, "AppHost"), "-c", "Release", "-v", "quiet", "-p:UseAspire=false"], new Dictionary<string, string> { ["UseAspire"] = "false" });

    /// <summary>Throws away what an earlier run has left.</summary>
    public async Task ClearAsync()
    {
        if (!Directory.Exists(_data)) return;
        await RunEngineAsync("--Local:CleanOnly=true");
        var link = new DirectoryInfo(Path.Combine(_data, "data", "postgres"));
        if (link.LinkTarget is { } elsewhere && Directory.Exists(elsewhere)) Directory.Delete(elsewhere, recursive: true);
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Starts everything; does not wait.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(Path.Combine(_data, "run"));
        foreach (var stale in new[] { "ready", "failed" }) File.Delete(Path.Combine(_data, "run", stale));
        _engine = Process.Start(Engine())!;
        _engine.OutputDataReceived += (_, _) => { };
        _engine.ErrorDataReceived += (_, line) => { if (!string.IsNullOrEmpty(line.Data)) Console.Error.WriteLine("  " + line.Data); };
        _engine.BeginOutputReadLine();
        _engine.BeginErrorReadLine();
    }

    public async Task StartAsync()
    {
        Begin();
        await ReadyAsync();
    }

    /// <summary>Waits until the gateway answers, and learns the addresses.</summary>
    public async Task ReadyAsync()
    {
        var run = Path.Combine(_data, "run");
        var since = Stopwatch.StartNew();
        while (!File.Exists(Path.Combine(run, "ready")))
        {
            if (_engine!.HasExited) throw new InvalidOperationException("The engine has ended; see its lines above.");
            if (File.Exists(Path.Combine(run, "failed"))) throw new InvalidOperationException(await File.ReadAllTextAsync(Path.Combine(run, "failed")));
            if (since.Elapsed > TimeSpan.FromMinutes(3)) throw new TimeoutException("The system was not ready within three minutes.");
            await Task.Delay(20);
        }
        Connections = (await File.ReadAllLinesAsync(Path.Combine(run, "connections"))).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    public async Task StopAsync()
    {
        if (_engine is not { HasExited: false }) return;
        await Machine.RunAsync("kill", ["-TERM", _engine.Id.ToString(CultureInfo.InvariantCulture)]);
        await _engine.WaitForExitAsync();
    }

    /// <summary>The processes of a resource, each with its descendants.</summary>
    public IReadOnlyList<int> Processes(string resource) => [.. Resources().Where(pair => pair.Name == resource).SelectMany(pair => Machine.Family(pair.Process)).Distinct()];

    /// <summary>What runs: a resource's replicas have its name with a number behind it, which is cut off.</summary>
    public IReadOnlyList<(string Name, int Process)> Resources() => [.. Directory.EnumerateFiles(Path.Combine(_data, "run"), "*.pid")
        .Select(file => (Name: NameOf(Path.GetFileNameWithoutExtension(file)), Process: int.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture)))
        .Where(pair => pair.Name != "engine" && Directory.Exists($"/proc/{pair.Process}"))];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _engine?.Dispose();
    }

    private static string NameOf(string file)
    {
        var dash = file.LastIndexOf('-');
        return dash > 0 && int.TryParse(file[(dash + 1)..], out _) ? file[..dash] : file;
    }

    private ProcessStartInfo Engine(params string[] more)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            AppHost, $"--Local:DataPath={_data}", "--Local:Console=false", "--Local:Dashboard=false", "--Local:StatusPage=false",
            $"--Gateway:Port={GatewayPort}", "--DcpPublisher:RandomizePorts=false", .. more,
        ])
        { WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        return start;
    }

    private async Task RunEngineAsync(string argument)
    {
        using var process = Process.Start(Engine(argument))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "TrackTok.sln"))) return folder.FullName;
        throw new InvalidOperationException("The repository was not found above the benchmark's own folder.");
    }
}
