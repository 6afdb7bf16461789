using Npgsql;
using TrackTok.Reporting.Data;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>
/// Compares a tenant's totals, those of reports and those of dashboards, with the sum of its facts and puts right what differs, under the tenant's lock, with an audit entry that says how many rows were wrong.
/// </summary>
internal sealed class SpendingCheck(ReportingDbContext db)
{
    /// <summary>Answers how many rows were wrong.</summary>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, new TenantLock(db.TenantId), cancellationToken);
        int strays = 0, corrected = 0;
        foreach (var table in KeptTotals.All)
        {
            await ExecuteAsync(table, table.RemoveEmpty, cancellationToken);
            strays += await ExecuteAsync(table, table.RemoveStrays, cancellationToken);
            corrected += await ExecuteAsync(table, table.Correct, cancellationToken);
        }
        if (strays + corrected > 0) db.Record("reports.repaired", "spending_totals", db.TenantId, after: new { rows_removed = strays, rows_corrected = corrected });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return strays + corrected;
    }

    private async Task<int> ExecuteAsync(KeptTotals table, string sql, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
        await using var command = new NpgsqlCommand(sql, connection)
        {
            CommandTimeout = 600,
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = db.TenantId }, new NpgsqlParameter<string[]> { TypedValue = table.Statuses } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the lock in the first round trip: the statements after it see all that was committed before.</summary>
    private sealed class TenantLock(Guid tenantId) : FirstBatch
    {
        public override void Add(NpgsqlBatch batch) => FactWriter.AddLock(batch, tenantId);

        public override Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
