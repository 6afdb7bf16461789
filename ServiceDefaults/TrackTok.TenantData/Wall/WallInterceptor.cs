using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace TrackTok.TenantData;

/// <summary>
/// Tells PostgreSQL the tenant of each command, which row-level security asks for. A read carries the setting in front of itself, in the same round trip; a write
/// sends it once a transaction. The setting is local to its transaction, so a connection goes back to the pool without a tenant.
/// </summary>
internal sealed class WallInterceptor : DbCommandInterceptor
{
    internal const string SetTenant = "SELECT set_config('app.tenant_id', @app_tenant_id, true), " + StatementPlans.Once;

    private static readonly ConditionalWeakTable<DbTransaction, object> Told = [];
    private static readonly ConditionalWeakTable<DbCommand, object> Prefixed = [];
    private static readonly object Mark = new();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not TenantDbContext { HasTenant: true } context || IsTold(command)) return result;
        if (eventData.CommandSource is CommandSource.LinqQuery or CommandSource.FromSqlQuery)
        {
            command.CommandText = SetTenant + ";\n" + command.CommandText;
            command.Parameters.Add(Parameter(context.TenantId));
            Prefixed.AddOrUpdate(command, Mark);
            Remember(command.Transaction);
        }
        else
        {
            await TellAsync(command, context, cancellationToken);
        }
        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        // The first result is the setting's; what the query asked for comes after it.
        if (Prefixed.Remove(command)) await result.NextResultAsync(cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext { HasTenant: true } context && !IsTold(command)) await TellAsync(command, context, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext { HasTenant: true } context && !IsTold(command)) await TellAsync(command, context, cancellationToken);
        return result;
    }

    /// <summary>Notes that a transaction's first batch has set the tenant already.</summary>
    internal static void Remember(DbTransaction? transaction)
    {
        if (transaction is not null) Told.AddOrUpdate(transaction, Mark);
    }

    /// <summary>Forgets it: the transaction was rolled back to a point before the setting.</summary>
    internal static void Forget(DbTransaction transaction) => Told.Remove(transaction);

    internal static NpgsqlParameter Parameter(Guid tenantId) => new("app_tenant_id", NpgsqlDbType.Text) { Value = tenantId.ToString() };

    private static bool IsTold(DbCommand command) => command.Transaction is { } transaction && Told.TryGetValue(transaction, out _);

    private static async Task TellAsync(DbCommand command, TenantDbContext context, CancellationToken cancellationToken)
    {
        if (command.Transaction is null)
            throw new TenantWallException("A write to a tenant's rows needs a transaction, so that the tenant holds for it and for nothing else.");
        await using var telling = new NpgsqlCommand(SetTenant, (NpgsqlConnection)command.Connection!, (NpgsqlTransaction)command.Transaction);
        telling.Parameters.Add(Parameter(context.TenantId));
        await telling.ExecuteNonQueryAsync(cancellationToken);
        Remember(command.Transaction);
    }
}
