using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using TrackTok.Journeys;

[assembly: AssemblyFixture(typeof(TrackTokSystem))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace TrackTok.Journeys;

/// <summary>The whole of TrackTok, started once for all journeys: real PostgreSQL, Redis and RabbitMQ, two replicas of Expenses, data in a folder of its own.</summary>
public sealed class TrackTokSystem : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracktok-journeys-").FullName;
    private DistributedApplication _app = null!;

    public Uri Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.TrackTok_AppHost>(
            ["--environment=Development", "--Gateway:Port=0", $"--Local:DataPath={_folder}", "--Local:Durable=false", "--Replicas:expenses=2"]);
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
        Directory.Delete(_folder, recursive: true);
    }

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
