using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

public static partial class TenantDatabase
{
    /// <summary>The service's own database, by its resource's name: context, wall, save chain, health, migrations.</summary>
    public static WebApplicationBuilder AddTenantDatabase<TContext>(this WebApplicationBuilder builder, string name)
        where TContext : TenantDbContext
    {
        var services = builder.Services;
        var names = new DatabaseNames(name);
        services.AddSingleton(names);
        services.TryAddSingleton<OutboxSignal>();
        services.AddSingleton(provider => Source(provider.GetRequiredService<IConfiguration>(), name, 16));
        // The dispatcher and its LISTEN keep connections of their own, so that a burst of requests cannot starve them. All they commit is that a message was sent: should that be
        // forgotten in a crash, it is sent again under the same id and its consumers pass it over, so no commit of a write has to wait at the disk behind it.
        services.AddKeyedSingleton(OutboxDispatcher.DataSource, (provider, _) => Source(provider.GetRequiredService<IConfiguration>(), name, 3, "-c synchronous_commit=off"));
        services.AddPooledDbContextFactory<TContext>((provider, options) =>
            DatabaseOptions.Apply(options, _ => { }, provider.GetRequiredService<NpgsqlDataSource>())
                .AddInterceptors(new WallInterceptor(), new SavepointInterceptor(), new SaveChain(provider.GetRequiredService<TimeProvider>())));
        services.AddScoped(provider =>
        {
            var context = provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext();
            context.Bind(provider.GetRequiredService<TenantContext>(), provider.GetRequiredService<CallerContext>());
            return context;
        });
        EnrichByAspire<TContext>(builder);
        services.AddHostedService<InboxPruner<TContext>>();
        services.AddSingleton<IExceptionRefusal, DatabaseRefusals>();
        services.AddHealthChecks().AddCheck<DatabaseHealthCheck>(name, tags: [Health.Ready]);
        services.AddCommand<MigrateCommand<TContext>>();
        return builder;
    }

    /// <summary>Adds what Aspire's client integration has to add, in a build for Aspire; in any other there is nothing to call.</summary>
    static partial void EnrichByAspire<TContext>(WebApplicationBuilder builder) where TContext : TenantDbContext;

    private static NpgsqlDataSource Source(IConfiguration configuration, string name, int connections, string? options = null)
    {
        var text = configuration.GetConnectionString(name) ?? throw new InvalidOperationException($"ConnectionStrings:{name} must be set.");
        var settings = new NpgsqlConnectionStringBuilder(text)
        {
            MaxPoolSize = configuration.GetValue("Database:Connections", connections) is var most && connections > 3 ? most : connections,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            // Every setting we make is local to a transaction, so a connection needs no reset when it goes back to the pool.
            NoResetOnClose = true,
            // Who waits longer for a connection is told to come again: a burst must not pile up behind the door.
            Timeout = configuration.GetValue("Database:PatienceSeconds", 5),
            CommandTimeout = 15,
            // A page of a list comes in one piece.
            ReadBufferSize = 16 * 1024,
            ApplicationName = name,
        };
        if (options is not null) settings.Options = options;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}

/// <summary>How every context of ours talks to PostgreSQL.</summary>
internal static class DatabaseOptions
{
    internal static DbContextOptionsBuilder Apply(DbContextOptionsBuilder options, Action<NpgsqlDbContextOptionsBuilder> npgsql, NpgsqlDataSource source) =>
        Common(options.UseNpgsql(source, npgsql));

    internal static DbContextOptionsBuilder Apply(DbContextOptionsBuilder options, Action<NpgsqlDbContextOptionsBuilder> npgsql, string connectionString) =>
        Common(options.UseNpgsql(connectionString, npgsql));

    private static DbContextOptionsBuilder Common(DbContextOptionsBuilder options) => options
        .UseSnakeCaseNamingConvention()
        .EnableThreadSafetyChecks(false)
        .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
}

/// <summary>Lets <c>dotnet ef migrations add</c> make the context without a running system: derive from it in each service's Data folder.</summary>
public abstract class DesignTimeFactory<TContext> : IDesignTimeDbContextFactory<TContext>
    where TContext : TenantDbContext
{
    public TContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TContext>();
        DatabaseOptions.Apply(options, _ => { }, "Host=127.0.0.1;Database=design");
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }
}

internal sealed class DatabaseHealthCheck(NpgsqlDataSource source) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(3), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>What the database's own refusals mean to a client.</summary>
internal sealed class DatabaseRefusals : IExceptionRefusal
{
    public Refusal? Translate(Exception exception) => exception switch
    {
        // Of a write of the API that is the last of several attempts: see LostRace.
        DbUpdateConcurrencyException => Busy,
        DbUpdateException { InnerException: PostgresException inner } => Translate(inner),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => Exists,
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => Unknown,
        PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange } => TooLarge,
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } => Busy,
        PostgresException { SqlState: var state } when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) => Down,
        PostgresException => null,
        NpgsqlException => Down,
        InvalidOperationException { InnerException: NpgsqlException or DbUpdateException } => Translate(exception.InnerException),
        DbUpdateException { InnerException: NpgsqlException inner } => Translate(inner),
        _ => null,
    };

    private static readonly Refusal Exists = new(RefusalKind.Conflict, "already_exists", "Something of this name or id is there already.");
    private static readonly Refusal Unknown = new(RefusalKind.Invalid, "reference_unknown", "Something that this refers to is not there.");
    private static readonly Refusal TooLarge = new(RefusalKind.Invalid, "number_too_large", "A figure that follows from this is larger than any that is kept.");
    private static readonly Refusal Busy = new(RefusalKind.Unavailable, "try_again", "Many changed this at once; try again.") { RetryAfterSeconds = 1 };
    private static readonly Refusal Down = new(RefusalKind.Unavailable, "database_unavailable", "The database does not answer; nothing was changed. Try again.") { RetryAfterSeconds = 2 };
}
