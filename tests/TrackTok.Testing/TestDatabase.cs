using System.Collections.Concurrent;
using Npgsql;
using TrackTok.TenantData;

namespace TrackTok.Testing;

/// <summary>
/// A database of a service for one test class: a clone of a template that is migrated once per build, which costs a fraction of migrating anew. Roles are as in production.
/// </summary>
public sealed class TestDatabase<TContext> : IAsyncDisposable
    where TContext : TenantDbContext
{
    public const string AppPassword = "app-password-of-tests";
    private static readonly ConcurrentDictionary<string, Lazy<Task>> Templates = new();
    private readonly DatabaseNames _names;

    private TestDatabase(string name, DatabaseNames names) => (Name, _names) = (name, names);

    public string Name { get; }

    /// <summary>As the service signs in: without DDL, behind row-level security.</summary>
    public string App => new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Database = Name, Username = _names.App, Password = AppPassword, IncludeErrorDetail = true }.ConnectionString;

    /// <summary>As the administrator: sees every row, for assertions.</summary>
    public string Admin => new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Database = Name, IncludeErrorDetail = true }.ConnectionString;

    /// <param name="resourceName">As AppHost names it: <c>expenses-db</c>.</param>
    public static async Task<TestDatabase<TContext>> CreateAsync(string resourceName)
    {
        var names = new DatabaseNames(resourceName);
        var build = System.Security.Cryptography.SHA256.HashData([.. typeof(TContext).Module.ModuleVersionId.ToByteArray(), .. typeof(TenantDbContext).Module.ModuleVersionId.ToByteArray()]);
        var template = $"{names.Service}_template_{Convert.ToHexStringLower(build)[..24]}";
        await Templates.GetOrAdd(template, _ => new Lazy<Task>(() => PrepareAsync(template, names))).Value;
        var name = $"{names.Service}_{Guid.CreateVersion7():N}";
        await ExecuteAsync(TestServers.Postgres, $"CREATE DATABASE {name} TEMPLATE {template}");
        await ExecuteAsync(new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Database = name }.ConnectionString, $"GRANT CONNECT ON DATABASE {name} TO {names.App}");
        return new TestDatabase<TContext>(name, names);
    }

    /// <summary>Runs a query as the administrator and gives the first value.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Admin);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>The tables that hold rows of a tenant, and how many; whatever table has a <c>tenant_id</c>.</summary>
    public async Task<string> RowsOfAsync(Guid tenantId)
    {
        var tables = await ScalarAsync<string>("""
            SELECT string_agg(c.table_name, ' ') FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
            WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'
            """);
        var found = new List<string>();
        foreach (var table in (tables ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
            if (await ScalarAsync<long>($"SELECT count(*) FROM \"{table}\" WHERE tenant_id = '{tenantId}'") is > 0 and var rows) found.Add($"{table} {rows}");
        return string.Join(", ", found);
    }

    /// <summary>Runs statements as the administrator.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync(Admin, sql);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(TestServers.Postgres, $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    private static async Task PrepareAsync(string template, DatabaseNames names)
    {
        await using var connection = new NpgsqlConnection(TestServers.Postgres);
        await connection.OpenAsync();
        // Other test processes may want the same template at the same moment.
        await RunAsync(connection, "SELECT pg_advisory_lock(7236)");
        await using (var exists = new NpgsqlCommand($"SELECT 1 FROM pg_database WHERE datname = '{template}' AND datistemplate", connection))
            if (await exists.ExecuteScalarAsync() is not null) return;
        await RunAsync(connection, $"DROP DATABASE IF EXISTS {template} WITH (FORCE)");
        await RunAsync(connection, $"CREATE DATABASE {template}");
        var admin = new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Database = template, Pooling = false }.ConnectionString;
        await Migrations.ApplyAsync<TContext>(admin, AppPassword, names, CancellationToken.None);
        await RunAsync(connection, $"ALTER DATABASE {template} IS_TEMPLATE true");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await RunAsync(connection, sql);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
