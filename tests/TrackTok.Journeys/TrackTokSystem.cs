using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using TrackTok.Demo;
using TrackTok.Journeys;

[assembly: AssemblyFixture(typeof(TrackTokSystem))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace TrackTok.Journeys;

/// <summary>The whole of TrackTok, started once for all journeys: real PostgreSQL, Redis and RabbitMQ, two replicas of Expenses, data in a folder of its own.</summary>
public sealed class TrackTokSystem : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracktok-journeys-").FullName;
    private DistributedApplication _app = null!;

    /// <summary>Where everything that runs sends its traces, logs and metrics.</summary>
    public TelemetrySink Telemetry { get; } = new();

    /// <summary>What every process has written so far, by its name.</summary>
    public IEnumerable<(string Name, string Text)> Logs => Directory.EnumerateFiles(Path.Combine(_folder, "logs")).Select(file =>
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return (Path.GetFileNameWithoutExtension(file), reader.ReadToEnd());
    });

    public Uri Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // PostgreSQL's own user must get at its files; where it cannot, they lie elsewhere and stay there.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Telemetry.Announce();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TrackTok_AppHost>(
            ["--environment=Development", "--Gateway:Port=0", $"--Local:DataPath={_folder}", "--Local:Durable=false", "--Local:Dashboard=false", "--Replicas:expenses=2"]);
        _app = await builder.BuildAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _app.StartAsync(patience.Token);
        foreach (var name in new[] { "identity", "tenants", "expenses", "budgets", "reporting", "gateway", "messaging" })
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(name, patience.Token);
        Gateway = _app.GetEndpoint("gateway", "http");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Telemetry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Where a service itself listens.</summary>
    public Uri At(string service) => _app.GetEndpoint(service, "http");

    public Task StopAsync(string resource) => CommandAsync(resource, KnownResourceCommands.StopCommand);

    public async Task StartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(resource, patience.Token);
    }

    /// <summary>A connection to a service's database as the administrator, who sees every row.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(await _app.GetConnectionStringAsync(database + "-db"));
        await connection.OpenAsync();
        return connection;
    }

    public async Task<T?> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Gives a company the professional plan, as the platform's operator does.</summary>
    public async Task UpgradeAsync(string tenantId)
    {
        using var http = DemoApi.Client(Gateway);
        var platform = (await DemoApi.SignInAsync(http, null, DemoPlan.Operator, CancellationToken.None))!.Value.Api;
        await platform.PatchAsync("/platform/tenants/" + tenantId, new { plan = "professional" }, CancellationToken.None);
    }

    /// <summary>The process numbers of a resource's replicas.</summary>
    public int[] Processes(string resource) =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder, "run"), resource + "*.pid")
            .Where(file => Path.GetFileNameWithoutExtension(file) is var name && (name == resource || name.StartsWith(resource + "-", StringComparison.Ordinal)) && !name.EndsWith("-migrate", StringComparison.Ordinal))
            .Select(file => int.Parse(File.ReadAllText(file).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Runs an operator's command of a service, as <c>dotnet TrackTok.X.dll NAME ARGUMENTS</c>, with the environment that the service itself has; answers the exit code.</summary>
    public async Task<int> RunCommandAsync(string resource, params string[] command)
    {
        var process = Processes(resource)[0];
        var line = (await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(line[0], [.. line[1..], .. command]) { WorkingDirectory = Path.GetDirectoryName(line[^1])! };
        start.Environment.Clear();
        foreach (var variable in (await File.ReadAllTextAsync($"/proc/{process}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            start.Environment[variable[..variable.IndexOf('=', StringComparison.Ordinal)]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
        using var running = Process.Start(start)!;
        await running.WaitForExitAsync();
        return running.ExitCode;
    }

    private async Task CommandAsync(string resource, string command)
    {
        var result = await _app.ResourceCommands.ExecuteCommandAsync(resource, command);
        result.Success.ShouldBeTrue();
    }
}
