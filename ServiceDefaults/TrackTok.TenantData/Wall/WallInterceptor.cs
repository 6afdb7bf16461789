using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace TrackTok.TenantData;

/// <summary>
/// Tells PostgreSQL the tenant of each command, which row-level security asks for. A read carries the setting in front of itself, in the same round trip; a write
/// sends it once a transaction. The setting is local to its transaction, so a connection goes back to the pool without a tenant.
/// </summary>
/// <remarks>
/// The driver uses its commands and transactions again, so nothing is noted about those objects. Which transaction was told, the context knows by EF's id of it, which no other
/// transaction has; which command carries the setting, its own text says.
/// </remarks>
internal sealed class WallInterceptor : DbCommandInterceptor
{
    internal const string SetTenant = "SELECT set_config('app.tenant_id', @app_tenant_id, true), " + StatementPlans.Once;
    private const string Prefix = SetTenant + ";\n";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not TenantDbContext { HasTenant: true } context || IsTold(context)) return result;
        if (eventData.CommandSource is CommandSource.LinqQuery or CommandSource.FromSqlQuery)
        {
            command.CommandText = Prefix + command.CommandText;
            command.Parameters.Add(Parameter(context.TenantId));
        }
        else
        {
            await TellAsync(command, context, cancellationToken);
        }
        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (!command.CommandText.StartsWith(Prefix, StringComparison.Ordinal)) return result;
        // The first result is the setting's; what the query asked for comes after it.
        await result.NextResultAsync(cancellationToken);
        if (eventData.Context is TenantDbContext context) Remember(context);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext { HasTenant: true } context && !IsTold(context)) await TellAsync(command, context, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext { HasTenant: true } context && !IsTold(context)) await TellAsync(command, context, cancellationToken);
        return result;
    }

    /// <summary>Notes that the context's transaction has heard the tenant: only once PostgreSQL has said so.</summary>
    internal static void Remember(TenantDbContext context) => context.ToldTransaction = context.Database.CurrentTransaction?.TransactionId;

    internal static NpgsqlParameter Parameter(Guid tenantId) => new("app_tenant_id", NpgsqlDbType.Text) { Value = tenantId.ToString() };

    /// <summary>True when the context's transaction has heard the tenant.</summary>
    internal static bool IsTold(TenantDbContext context) => context.Database.CurrentTransaction is { } transaction && transaction.TransactionId == context.ToldTransaction;

    private static async Task TellAsync(DbCommand command, TenantDbContext context, CancellationToken cancellationToken)
    {
        if (command.Transaction is null)
            throw new TenantWallException("A write to a tenant's rows needs a transaction, so that the tenant holds for it and for nothing else.");
        await using var telling = new NpgsqlCommand(SetTenant, (NpgsqlConnection)command.Connection!, (NpgsqlTransaction)command.Transaction);
        telling.Parameters.Add(Parameter(context.TenantId));
        await telling.ExecuteNonQueryAsync(cancellationToken);
        Remember(context);
    }
}

/// <summary>A way back to a savepoint may undo the setting; it is then told again.</summary>
internal sealed class SavepointInterceptor : DbTransactionInterceptor
{
    public override Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext context) context.ToldTransaction = null;
        return Task.CompletedTask;
    }
}
