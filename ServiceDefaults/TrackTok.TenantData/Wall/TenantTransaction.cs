using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace TrackTok.TenantData;

/// <summary>A transaction for one tenant: begun together with the setting that row-level security asks for, in one round trip with whatever else comes first.</summary>
public static class TenantTransaction
{
    /// <summary>Begins a transaction and sets the tenant. The caller commits; disposing without that rolls back.</summary>
    /// <param name="first">Adds further statements to the first round trip, and reads their results in order.</param>
    public static async Task<IDbContextTransaction> BeginAsync(TenantDbContext context, FirstBatch? first, CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!context.HasTenant && first is null) return transaction;
        try
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            await using var batch = new NpgsqlBatch(connection, (NpgsqlTransaction)transaction.GetDbTransaction());
            if (context.HasTenant)
            {
                var tell = new NpgsqlBatchCommand("SELECT set_config('app.tenant_id', $1, true), " + StatementPlans.Once);
                tell.Parameters.Add(new NpgsqlParameter<string> { TypedValue = context.TenantId.ToString() });
                batch.BatchCommands.Add(tell);
            }
            first?.Add(batch);
            await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
            {
                if (first is not null)
                {
                    if (context.HasTenant) await reader.NextResultAsync(cancellationToken);
                    await first.ReadAsync(reader, cancellationToken);
                }
            }
            if (context.HasTenant) WallInterceptor.Remember(context);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public static Task<IDbContextTransaction> BeginAsync(TenantDbContext context, CancellationToken cancellationToken) => BeginAsync(context, null, cancellationToken);
}

/// <summary>Statements that ride in the first round trip of a transaction.</summary>
public abstract class FirstBatch
{
    public abstract void Add(NpgsqlBatch batch);

    public abstract Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);
}
