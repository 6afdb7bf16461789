using Npgsql;
using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Periods;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Facts;

/// <summary>
/// Takes news of expenses: keeps the newest state of each, moves the figures of every budget it counts in by the difference, and raises or resolves alerts, all in one
/// transaction for however many tenants. The one place of this service that writes SQL by hand, because a flood of events must cost two round trips and not two
/// hundred: everything is read in the first (behind the inbox claim and the tenants' locks) and written in the second; only an alert, with its latest expenses, takes a third.
/// </summary>
internal sealed class FactsWriter(NpgsqlDataSource source, OutboxSignal signal, TimeProvider time)
{
    private static readonly System.Diagnostics.Metrics.Counter<long> Raised = Telemetry.Meter.CreateCounter<long>("tracktok.alerts.raised");

    private static readonly System.Diagnostics.Metrics.Histogram<double> Latency =
        Telemetry.Meter.CreateHistogram<double>("tracktok.alerts.latency", "ms", "From the change of an expense to the alert that it raised");

    /// <param name="facts">In any order, of any tenants, any number of times: only what is newer than what is known changes anything.</param>
    /// <param name="claim">The messages that brought them; null when they were streamed.</param>
    public async Task WriteAsync(IEnumerable<ExpenseFact> facts, InboxClaim? claim, CancellationToken cancellationToken)
    {
        // Tenants in one order everywhere, so that replicas wait for each other instead of deadlocking.
        var tenants = facts.GroupBy(fact => fact.TenantId).OrderBy(group => group.Key).Select(group => new TenantNews(group.Key, group)).ToList();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ReadAsync(tenants, claim, new NpgsqlBatch(connection, transaction), cancellationToken);

        var now = time.GetUtcNow();
        foreach (var tenant in tenants) tenant.Apply(now);
        tenants.RemoveAll(tenant => tenant.News.Count == 0);
        var raised = tenants.Exists(tenant => tenant.Raised.Count > 0);
        await using (var write = new NpgsqlBatch(connection, transaction))
        {
            foreach (var tenant in tenants) AddChanges(write, tenant, now);
            if (!raised) Finish(write, tenants, now);
            await using var reader = await write.ExecuteReaderAsync(cancellationToken);
            foreach (var tenant in tenants) await ReadLatestAsync(reader, tenant, now, cancellationToken);
            // To the end, so that a failure of the last statement is not lost.
            while (await reader.NextResultAsync(cancellationToken))
            {
            }
        }
        if (raised) await RaiseAsync(new NpgsqlBatch(connection, transaction), tenants, now, cancellationToken);
        if (tenants.Exists(tenant => tenant.Told.Count > 0)) signal.Wake();
    }

    private static async Task ReadAsync(List<TenantNews> tenants, InboxClaim? claim, NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var disposing = batch;
        claim?.Add(batch);
        batch.BatchCommands.Add(FactsSql.Lock(tenants));
        foreach (var tenant in tenants)
        {
            batch.BatchCommands.Add(FactsSql.SetTenant(tenant.TenantId));
            batch.BatchCommands.Add(FactsSql.Known(tenant));
            batch.BatchCommands.Add(FactsSql.Budgets(tenant));
            batch.BatchCommands.Add(FactsSql.Periods(tenant));
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (claim is not null)
        {
            await claim.ReadAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }
        foreach (var tenant in tenants)
        {
            await reader.NextResultAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) tenant.Known.Add(FactsRows.Fact(tenant.TenantId, reader));
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) tenant.Budgets.Add(FactsRows.Budget(reader));
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) tenant.Periods.Add(FactsRows.Period(tenant.TenantId, reader));
        }
    }

    private static void AddChanges(NpgsqlBatch batch, TenantNews tenant, DateTimeOffset now)
    {
        batch.BatchCommands.Add(FactsSql.SetTenant(tenant.TenantId));
        batch.BatchCommands.Add(FactsSql.Keep(tenant));
        if (tenant.Settled.Count > 0) batch.BatchCommands.Add(FactsSql.SavePeriods(tenant));
        if (tenant.Resolved.Count > 0) batch.BatchCommands.Add(FactsSql.Resolve(tenant, now));
        foreach (var (rules, period, _) in tenant.Raised) batch.BatchCommands.Add(FactsSql.Latest(tenant.TenantId, rules, period));
    }

    private static async Task ReadLatestAsync(NpgsqlDataReader reader, TenantNews tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Past the answer of the tenant's setting.
        await reader.NextResultAsync(cancellationToken);
        foreach (var (rules, period, crossing) in tenant.Raised)
        {
            var latest = new List<ExplainedExpense>();
            while (await reader.ReadAsync(cancellationToken)) latest.Add(FactsRows.Explained(reader));
            await reader.NextResultAsync(cancellationToken);
            tenant.Raise(Alert.Of(rules, period, crossing, latest, now));
        }
    }

    private static async Task RaiseAsync(NpgsqlBatch batch, List<TenantNews> tenants, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var disposing = batch;
        foreach (var tenant in tenants.Where(tenant => tenant.Alerts.Count > 0))
        {
            batch.BatchCommands.Add(FactsSql.SetTenant(tenant.TenantId));
            batch.BatchCommands.Add(FactsSql.SaveAlerts(tenant));
        }
        Finish(batch, tenants, now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var tenant in tenants.Where(tenant => tenant.Alerts.Count > 0))
        {
            Raised.Add(tenant.Alerts.Count);
            Latency.Record((now - tenant.News.Max(fact => fact.RevisedAt)).TotalMilliseconds);
        }
    }

    /// <summary>What others are told goes into the outbox, and the commit travels with it.</summary>
    private static void Finish(NpgsqlBatch batch, List<TenantNews> tenants, DateTimeOffset now)
    {
        var told = tenants.SelectMany(tenant => tenant.Told).ToList();
        if (told.Count > 0) batch.BatchCommands.Add(OutboxMessage.Insert(told, now));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
    }
}
