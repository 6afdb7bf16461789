using System.Diagnostics;
using System.Globalization;
using Npgsql;
using TrackTok.Bench.Wire;

namespace TrackTok.Bench.Limit;

/// <summary>
/// The limit: what the same PostgreSQL does with the statements of a request and nothing around them. They are taken from one instance of Expenses that talks to it through a tap,
/// and run on a copy of its database, where no dispatcher publishes what they leave in the outbox.
/// </summary>
internal sealed class LimitTarget
{
    private const string Copy = "expenses_limit";
    private readonly Pgbench _pgbench;
    private readonly string _create, _list;

    private LimitTarget(Pgbench pgbench, string create, string list, IReadOnlyList<string> notes) => (_pgbench, _create, _list, Notes) = (pgbench, create, list, notes);

    /// <summary>How many statements and round trips a request takes, and what it writes.</summary>
    public IReadOnlyList<string> Notes { get; }

    public Task<double> RunAsync(Operation operation, int clients, int seconds) => _pgbench.RunAsync(operation == Operation.Create ? _create : _list, clients, seconds);

    public static async Task<LimitTarget> PrepareAsync(LocalSystem system, NpgsqlDataSource expenses, NpgsqlDataSource admin, string adminPassword, IReadOnlyList<BenchTenant> tenants, string folder)
    {
        var running = system.Resources().First(resource => resource.Name == "expenses").Process;
        var environment = Machine.EnvironmentOf(running);
        var app = new NpgsqlConnectionStringBuilder(environment["ConnectionStrings__expenses-db"]);
        var (create, list, writes) = await SampleAsync(running, environment, app, expenses, tenants[0]);

        await ExecuteAsync(admin, $"""
            ALTER DATABASE "{app.Database}" ALLOW_CONNECTIONS false;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{app.Database}';
            """);
        try
        {
            await ExecuteAsync(admin, $"CREATE DATABASE {Copy} TEMPLATE \"{app.Database}\"");
        }
        finally
        {
            await ExecuteAsync(admin, $"ALTER DATABASE \"{app.Database}\" ALLOW_CONNECTIONS true");
        }
        await ExecuteAsync(admin, $"GRANT CONNECT ON DATABASE {Copy} TO \"{app.Username}\"");
        await using var copy = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = Copy, Password = adminPassword }.ConnectionString);
        await ExecuteAsync(copy, PgbenchScript.Preparation(tenants, app.Username!));
        await ExecuteAsync(copy, "VACUUM ANALYZE");

        string createScript = Path.Combine(folder, "create.sql"), listScript = Path.Combine(folder, "list.sql");
        await File.WriteAllTextAsync(createScript, PgbenchScript.Create(create, tenants[0], tenants.Count));
        await File.WriteAllTextAsync(listScript, PgbenchScript.List(list, tenants[0], tenants.Count));
        var pgbench = new Pgbench(app.Port, Copy, app.Username!, app.Password!);
        var before = await RowsAsync(copy);
        await pgbench.OnceAsync(createScript);
        var own = Difference(before, await RowsAsync(copy));
        await pgbench.OnceAsync(listScript);
        var notes = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"A create sends {create.Count} statements in {create.Max(statement => statement.RoundTrip) + 1} round trips, a list {list.Count} in {list.Max(statement => statement.RoundTrip) + 1}; the limit sends each statement of a create by itself."),
            $"A create inserts: {writes}, and events into the outbox.",
        };
        if (own != writes) notes.Add($"The limit inserts something else, so it is none: {own}.");
        return new LimitTarget(pgbench, createScript, listScript, notes);
    }

    /// <summary>The statements of one create and one list, and the rows that the create writes, on an instance that has been used a little before.</summary>
    private static async Task<(IReadOnlyList<WireStatement> Create, IReadOnlyList<WireStatement> List, string Writes)> SampleAsync(
        int running, Dictionary<string, string> environment, NpgsqlConnectionStringBuilder app, NpgsqlDataSource expenses, BenchTenant tenant)
    {
        using var tap = new WireTap(app.Port);
        var port = Machine.FreePort();
        var start = new ProcessStartInfo("dotnet", Machine.ArgumentsOf(running)) { WorkingDirectory = Machine.FolderOf(running), RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["ConnectionStrings__expenses-db"] = new NpgsqlConnectionStringBuilder(app.ConnectionString) { Port = tap.Port }.ConnectionString;
        start.Environment["Outbox__Dispatch"] = "false";
        start.Environment["Kestrel__Endpoints__http__Url"] = $"http://127.0.0.1:{port}";
        start.Environment["Kestrel__Endpoints__grpc__Url"] = $"http://127.0.0.1:{Machine.FreePort()}";
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await AnswersAsync(http);
            for (var warm = 0; warm < 5; warm++)
            {
                await tenant.SpendAsync(http);
                await BenchTenant.ReadAsync(http, HttpMethod.Get, "/api/v1/expenses", tenant.Token);
            }
            var create = await tap.RecordAsync(() => tenant.SpendAsync(http));
            var list = await tap.RecordAsync(() => BenchTenant.ReadAsync(http, HttpMethod.Get, "/api/v1/expenses", tenant.Token));
            var before = await RowsAsync(expenses);
            await tenant.SpendAsync(http);
            return (create, list, Difference(before, await RowsAsync(expenses)));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task AnswersAsync(HttpClient http)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (tries < 300)
            {
            }
            if (tries >= 300) throw new TimeoutException("The instance of Expenses behind the tap does not answer.");
            await Task.Delay(100);
        }
    }

    /// <summary>How many rows each table has.</summary>
    private static async Task<SortedDictionary<string, long>> RowsAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await using (var tables = new NpgsqlCommand("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'", connection))
        await using (var reader = await tables.ExecuteReaderAsync())
            while (await reader.ReadAsync()) rows[reader.GetString(0)] = 0;
        foreach (var table in rows.Keys.ToList())
        {
            await using var count = new NpgsqlCommand($"SELECT count(*) FROM \"{table}\"", connection);
            rows[table] = (long)(await count.ExecuteScalarAsync())!;
        }
        return rows;
    }

    /// <summary>Such as <c>audit_entries 1, expenses 1</c>. Outbox and inbox are left out where the system runs: others write and empty them meanwhile.</summary>
    private static string Difference(SortedDictionary<string, long> before, SortedDictionary<string, long> after) => string.Join(", ", after
        .Where(table => table.Key is not ("outbox_messages" or "inbox_messages") && table.Value > before[table.Key])
        .Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Key} {table.Value - before[table.Key]}")));

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var statement in sql.Contains("$$", StringComparison.Ordinal) ? [sql] : sql.Split(";\n"))
        {
            if (string.IsNullOrWhiteSpace(statement)) continue;
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
