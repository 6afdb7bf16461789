using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace TrackTok.TenantData;

/// <summary>What a database is called, and with which roles.</summary>
/// <param name="ResourceName">The connection string's name: <c>expenses-db</c>.</param>
public sealed record DatabaseNames(string ResourceName)
{
    public string Service => ResourceName[..ResourceName.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>Owns the schema and runs migrations; nobody signs in as it.</summary>
    public string Owner => Service + "_owner";

    /// <summary>What the service signs in as: reads and writes rows, changes no schema, cannot step over row-level security.</summary>
    public string App => Service + "_app";
}

/// <summary>
/// <c>dotnet TrackTok.X.dll migrate</c>: makes the two roles, brings the schema up to date as the owner, puts tenant tables behind the wall and grants the application its
/// rights. Runs with an administrator's connection string; any number of times; at once when nothing has changed.
/// </summary>
internal sealed class MigrateCommand<TContext>(IConfiguration configuration, DatabaseNames names) : IServiceCommand
    where TContext : TenantDbContext
{
    public string Name => "migrate";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var admin = configuration.GetConnectionString(names.ResourceName) ?? throw new InvalidOperationException($"ConnectionStrings:{names.ResourceName} must be set.");
        var password = configuration["Database:AppPassword"] ?? throw new InvalidOperationException("Database:AppPassword must be set: the application role signs in with it.");
        await MigrateAsync(admin, password, names, cancellationToken);
        return 0;
    }

    internal static async Task MigrateAsync(string admin, string appPassword, DatabaseNames names, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync(cancellationToken);
        var stamp = typeof(TContext).Module.ModuleVersionId + "/" + typeof(TenantDbContext).Module.ModuleVersionId + "/" + Hash(appPassword);
        if (await IsCurrentAsync(connection, stamp, cancellationToken)) return;

        var database = connection.Database;
        await ExecuteAsync(connection, $"""
            DO $$ BEGIN
                PERFORM pg_advisory_xact_lock(7235);
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{names.Owner}') THEN CREATE ROLE "{names.Owner}" NOLOGIN; END IF;
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{names.App}') THEN CREATE ROLE "{names.App}" LOGIN; END IF;
            END $$;
            ALTER ROLE "{names.App}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{appPassword.Replace("'", "''", StringComparison.Ordinal)}';
            GRANT "{names.Owner}" TO CURRENT_USER;
            ALTER DATABASE "{database}" OWNER TO "{names.Owner}";
            ALTER SCHEMA public OWNER TO "{names.Owner}";
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;
            """, cancellationToken);
        await ExecuteAsync(connection, RowSecurity.TrustedOperators, cancellationToken);

        var asOwner = new NpgsqlConnectionStringBuilder(admin) { Options = $"-c role={names.Owner}", Pooling = false }.ConnectionString;
        var options = new DbContextOptionsBuilder<TContext>();
        DatabaseOptions.Apply(options, npgsql => npgsql.MigrationsAssembly(typeof(TContext).Assembly.GetName().Name), asOwner);
        await using var context = (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var owner = (NpgsqlConnection)context.Database.GetDbConnection();
        await ExecuteAsync(owner, AuditMapping.Script, cancellationToken);
        await ExecuteAsync(owner, RowSecurity.Script(context.Model), cancellationToken);
        await ExecuteAsync(owner, $"""
            GRANT CONNECT ON DATABASE "{database}" TO "{names.App}";
            GRANT USAGE ON SCHEMA public TO "{names.App}";
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{names.App}";
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{names.App}";
            {string.Join('\n', RowSecurity.AppendOnlyTables(context.Model).Select(table => $"REVOKE UPDATE, DELETE, TRUNCATE ON \"{table}\" FROM \"{names.App}\";"))}
            REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory" FROM "{names.App}";
            """, cancellationToken);
        await ExecuteAsync(owner, TenantErasure.Script(context.Model, names.App), cancellationToken);
        await ExecuteAsync(owner, $"""
            GRANT SELECT ON erased_tenants TO "{names.App}";
            CREATE TABLE IF NOT EXISTS schema_stamp (id int PRIMARY KEY DEFAULT 1 CHECK (id = 1), stamp text NOT NULL);
            INSERT INTO schema_stamp (stamp) VALUES ('{stamp}') ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp;
            REVOKE ALL ON schema_stamp FROM "{names.App}";
            """, cancellationToken);
    }

    private static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, string stamp, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('public.schema_stamp') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true) return false;
        await using var read = new NpgsqlCommand("SELECT stamp FROM schema_stamp", connection);
        return (string?)await read.ExecuteScalarAsync(cancellationToken) == stamp;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>For tests: migrates a database as the command does.</summary>
public static class Migrations
{
    public static Task ApplyAsync<TContext>(string admin, string appPassword, DatabaseNames names, CancellationToken cancellationToken)
        where TContext : TenantDbContext => MigrateCommand<TContext>.MigrateAsync(admin, appPassword, names, cancellationToken);
}
