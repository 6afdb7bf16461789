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
            if (context.HasTenant) batch.BatchCommands.Add(Tell(context.TenantId));
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

    /// <summary>Runs a statement written by hand in the context's transaction, behind the wall like all that the context sends itself.</summary>
    /// <returns>The statement's result; dispose it before the next statement.</returns>
    /// <exception cref="TenantWallException">There is no transaction.</exception>
    public static async Task<NpgsqlDataReader> QueryAsync(TenantDbContext context, NpgsqlBatchCommand statement, CancellationToken cancellationToken)
    {
        var batch = Batch(context, out var tells);
        batch.BatchCommands.Add(statement);
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!tells) return reader;
        await reader.NextResultAsync(cancellationToken);
        WallInterceptor.Remember(context);
        return reader;
    }

    /// <summary>A batch in the context's transaction. It begins by telling the tenant where the transaction has not heard it yet.</summary>
    internal static NpgsqlBatch Batch(TenantDbContext context, out bool tells)
    {
        var transaction = context.Database.CurrentTransaction ?? throw new TenantWallException("A statement for a tenant needs a transaction, so that the tenant holds for it and for nothing else.");
        var batch = new NpgsqlBatch((NpgsqlConnection)context.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        tells = context.HasTenant && !WallInterceptor.IsTold(context);
        if (tells) batch.BatchCommands.Add(Tell(context.TenantId));
        return batch;
    }

    private static NpgsqlBatchCommand Tell(Guid tenantId)
    {
        var tell = new NpgsqlBatchCommand("SELECT set_config('app.tenant_id', $1, true), " + StatementPlans.Once);
        tell.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId.ToString() });
        return tell;
    }
}

/// <summary>Statements that ride in the first round trip of a transaction.</summary>
public abstract class FirstBatch
{
    public abstract void Add(NpgsqlBatch batch);

    public abstract Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);
}
