using Npgsql;
using TrackTok.Reporting.Data;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>
/// Compares a tenant's totals with the sum of its facts and puts right what differs, under the tenant's lock, with an audit entry that says how many rows were wrong.
/// </summary>
internal sealed class SpendingCheck(ReportingDbContext db)
{
    private const string Truth = """
        WITH truth AS (
            SELECT span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency,
                count(*) AS count, sum(amount) AS amount, sum(reporting_amount) AS reporting_amount
            FROM expense_facts
            CROSS JOIN LATERAL (VALUES (0::smallint, expense_date), (1::smallint, expense_date - (extract(day FROM expense_date)::int - 1))) AS stretch (span, starts_on)
            WHERE tenant_id = $1 AND NOT deleted
            GROUP BY span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency
        )
        """;

    private const string RemoveStrays = Truth + """

        DELETE FROM spending_totals AS total WHERE tenant_id = $1
            AND (span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency)
                NOT IN (SELECT span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency FROM truth)
        """;

    private const string Correct = Truth + """

        INSERT INTO spending_totals AS total (tenant_id, span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency, count, amount, reporting_amount)
        SELECT $1, truth.* FROM truth
        ON CONFLICT (tenant_id, span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency)
        DO UPDATE SET count = excluded.count, amount = excluded.amount, reporting_amount = excluded.reporting_amount
        WHERE (total.count, total.amount, total.reporting_amount) IS DISTINCT FROM (excluded.count, excluded.amount, excluded.reporting_amount)
        """;

    /// <summary>Answers how many rows were wrong.</summary>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, new TenantLock(db.TenantId), cancellationToken);
        var strays = await ExecuteAsync(RemoveStrays, cancellationToken);
        var corrected = await ExecuteAsync(Correct, cancellationToken);
        if (strays + corrected > 0) db.Record("reports.repaired", "spending_totals", db.TenantId, after: new { rows_removed = strays, rows_corrected = corrected });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return strays + corrected;
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600, Parameters = { new NpgsqlParameter<Guid> { TypedValue = db.TenantId } } };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the lock in the first round trip: the statements after it see all that was committed before.</summary>
    private sealed class TenantLock(Guid tenantId) : FirstBatch
    {
        public override void Add(NpgsqlBatch batch) => FactWriter.AddLock(batch, tenantId);

        public override Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
