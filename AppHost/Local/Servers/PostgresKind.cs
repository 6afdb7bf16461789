using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>
/// PostgreSQL from the machine's own binaries. It refuses to run as root, so for root it runs as the user postgres; where that user cannot reach
/// the data folder (a repository below /root), the data lies below /var/lib and a link in the data folder leads there.
/// </summary>
internal sealed class PostgresKind(PostgresServerResource resource, LocalOptions options) : ProcessKind(resource)
{
    private const string User = "postgres";
    private readonly string _link = Path.Combine(options.DataPath, "data", resource.Name);
    private string _bin = "", _folder = "";

    private static string? RunAs => Unix.IsRoot ? User : null;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _folder = await ChooseFolderAsync(cancellationToken);
        _bin = FindBinaries(_folder);
        if (!File.Exists(Path.Combine(_folder, "PG_VERSION")))
            await InitialiseAsync(cancellationToken);
        RemoveStaleLock();
    }

    public override Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken)
    {
        IEnumerable<string> careless = options.Durable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        return Task.FromResult(new LaunchPlan(Path.Combine(_bin, "postgres"),
            ["-D", _folder, "-p", PortOf("tcp").ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", .. careless, .. ModelArguments])
        { WorkingDirectory = _folder, RunAs = RunAs, StopSignal = Signal.Interrupt });
    }

    public override async Task<bool> IsHealthyAsync(int replica, CancellationToken cancellationToken) =>
        (await Command.RunAsync(Path.Combine(_bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", PortOf("tcp").ToString(CultureInfo.InvariantCulture)], cancellationToken)).Code == 0;

    /// <summary>Creates the database where it is missing, and returns what tells it from another of its name.</summary>
    public async Task<string> CreateDatabaseAsync(string database, CancellationToken cancellationToken)
    {
        var name = database.Replace("\"", "\"\"", StringComparison.Ordinal);
        var literal = database.Replace("'", "''", StringComparison.Ordinal);
        var result = await Command.RunAsync(Path.Combine(_bin, "psql"),
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", PortOf("tcp").ToString(CultureInfo.InvariantCulture), "-U", PostgresServerResource.UserName, "-d", "postgres"], cancellationToken,
            input: $"SELECT 'CREATE DATABASE \"{name}\"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{literal}')\n\\gexec\nSELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = '{literal}') FROM pg_control_system();\n",
            variables: new() { ["PGPASSWORD"] = resource.PasswordParameter.Value });
        if (result.Code != 0)
            throw new DistributedApplicationException($"The database '{database}' could not be created: {result.Output}");
        return result.Output;
    }

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        var password = Path.Combine(_folder, "..", $"{Path.GetFileName(_folder)}.password");
        Files.WritePrivate(password, resource.PasswordParameter.Value);
        try
        {
            if (Unix.IsRoot)
                Unix.GiveTo(password, PostgresUser());
            IEnumerable<string> careless = options.Durable ? [] : ["--no-sync"];
            var result = await Command.RunAsync(Path.Combine(_bin, "initdb"),
                ["-D", _folder, "-U", PostgresServerResource.UserName, "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", .. careless], cancellationToken, RunAs);
            if (result.Code != 0)
                throw new DistributedApplicationException($"initdb failed: {result.Output}");
        }
        finally
        {
            File.Delete(password);
        }
    }

    private async Task<string> ChooseFolderAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_link)!);
        if (new DirectoryInfo(_link).LinkTarget is { } target && Directory.Exists(target))
            return target;
        if (!Unix.IsRoot || await CanReachAsync(Path.GetDirectoryName(_link)!, cancellationToken))
            return Own(_link);

        var elsewhere = $"/var/lib/tracktok-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_link)))[..12]}/{resource.Name}";
        Directory.CreateDirectory(Path.GetDirectoryName(elsewhere)!);
        File.Delete(_link);
        File.CreateSymbolicLink(_link, Own(elsewhere));
        return elsewhere;
    }

    private static string Own(string folder)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Unix.IsRoot)
            Unix.GiveTo(folder, PostgresUser());
        return folder;
    }

    private static async Task<bool> CanReachAsync(string folder, CancellationToken cancellationToken) => (await Command.RunAsync("test", ["-x", folder], cancellationToken, RunAs)).Code == 0;

    private static (uint, uint) PostgresUser() => Unix.FindUser(User) ?? throw Programs.Missing("postgres", "postgresql");

    /// <summary>The version that wrote the data, else the newest.</summary>
    private static string FindBinaries(string folder)
    {
        var versionFile = Path.Combine(folder, "PG_VERSION");
        var wanted = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null;
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql") : [];
        var found = installed.Where(d => File.Exists(Path.Combine(d, "bin", "postgres")))
            .Where(d => wanted is null || Path.GetFileName(d) == wanted).MaxBy(d => int.TryParse(Path.GetFileName(d), out var n) ? n : 0);
        return found is not null ? Path.Combine(found, "bin")
            : Programs.Find("postgres") is { } program && wanted is null ? Path.GetDirectoryName(program)!
            : throw Programs.Missing("postgres", wanted is null ? "postgresql" : $"postgresql-{wanted}");
    }

    /// <summary>After a crash the lock file names a process number that somebody else may bear by now, and PostgreSQL would refuse to start.</summary>
    private void RemoveStaleLock()
    {
        var path = Path.Combine(_folder, "postmaster.pid");
        if (!File.Exists(path) || !int.TryParse(File.ReadLines(path).FirstOrDefault(), out var process))
            return;
        if (!ProcessTable.Describe(process).Contains("postgres", StringComparison.Ordinal))
            File.Delete(path);
    }
}

/// <summary>A database is created once its server answers, and is as healthy as that.</summary>
internal static class DatabaseRun
{
    public static async Task RunAsync(PostgresDatabaseResource database, PostgresKind server, ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        try
        {
            notifications.Publish(database, s => s with { State = KnownResourceStates.Waiting });
            await notifications.WaitForResourceHealthyAsync(database.Parent.Name, cancellationToken);
            database.Identity = await server.CreateDatabaseAsync(database.DatabaseName, cancellationToken);
            notifications.Publish(database, s => s with { State = KnownResourceStates.Running, HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            notifications.Publish(database, s => s with { State = KnownResourceStates.FailedToStart, Reason = e.Message });
        }
        catch (OperationCanceledException)
        {
            notifications.Publish(database, s => s with { State = KnownResourceStates.Exited });
        }
    }
}
