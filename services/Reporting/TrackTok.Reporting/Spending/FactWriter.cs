using Npgsql;
using TrackTok.Reporting.Reports;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>
/// The one way in which facts change and totals move, those of reports and of dashboards: for one tenant, any number of news at once, in two statements. The first takes the tenant's lock, so that the second sees
/// all that was committed before it; the second keeps the newest version of each expense and moves the totals by old → new, taken from what it really replaced.
/// News that are old or known change nothing. Rows are looked up one by one by their whole key (LATERAL … LIMIT 1), whatever the statistics say of a tenant that is younger
/// than they are, and always by the plan that was made once (<see cref="AddPlanning"/>): planning would cost three times what the work does.
/// </summary>
internal static class FactWriter
{
    private const string Lock = "SELECT set_config('app.tenant_id', $1, true), pg_advisory_xact_lock($2)";

    private const string PlanOnce = "SELECT " + StatementPlans.Once;

    private const string Apply = """
        WITH news AS (
            SELECT DISTINCT ON (expense_id) *
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
                AS news (expense_id, version, deleted, expense_date, category_id, project_id, account_id, created_by, status, amount, currency, reporting_amount, reporting_currency, revised_at,
                    title, vendor, project_amount, change)
            ORDER BY expense_id, version DESC
        ), before AS (
            SELECT known.* FROM news CROSS JOIN LATERAL (SELECT * FROM expense_facts AS fact WHERE fact.tenant_id = $1 AND fact.expense_id = news.expense_id LIMIT 1) AS known
        ), after AS (
            INSERT INTO expense_facts AS fact (tenant_id, expense_id, version, deleted, expense_date, category_id, project_id, account_id, created_by, status,
                amount, currency, reporting_amount, reporting_currency, revised_at, title, vendor, project_amount, change)
            SELECT $1, expense_id, version, deleted, expense_date, category_id, project_id, account_id, created_by, status,
                amount, currency, reporting_amount, reporting_currency, revised_at, title, vendor, project_amount, change FROM news
            ON CONFLICT (tenant_id, expense_id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, expense_date = excluded.expense_date,
                category_id = excluded.category_id, project_id = excluded.project_id, account_id = excluded.account_id, created_by = excluded.created_by, status = excluded.status,
                amount = excluded.amount, currency = excluded.currency, reporting_amount = excluded.reporting_amount, reporting_currency = excluded.reporting_currency,
                revised_at = excluded.revised_at, title = excluded.title, vendor = excluded.vendor, project_amount = excluded.project_amount,
                change = CASE WHEN fact.version = excluded.version THEN coalesce(excluded.change, fact.change) ELSE excluded.change END
            WHERE fact.version < excluded.version OR ($20 AND fact.version = excluded.version)
            RETURNING fact.*
        ), step AS (
            SELECT 1 AS sign, expense_date, category_id, project_id, account_id, status, currency, reporting_currency, amount, reporting_amount, vendor, project_amount
            FROM after WHERE NOT deleted
            UNION ALL
            SELECT -1, before.expense_date, before.category_id, before.project_id, before.account_id, before.status, before.currency, before.reporting_currency,
                before.amount, before.reporting_amount, before.vendor, before.project_amount
            FROM before JOIN after USING (expense_id) WHERE NOT before.deleted
        ), moves AS (
            SELECT span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency,
                sum(sign) AS count, sum(sign * amount) AS amount, sum(sign * reporting_amount) AS reporting_amount
            FROM step CROSS JOIN LATERAL (VALUES (0::smallint, expense_date), (1::smallint, expense_date - (extract(day FROM expense_date)::int - 1))) AS stretch (span, starts_on)
            GROUP BY span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency
            HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0 OR sum(sign * reporting_amount) <> 0
        ), moved AS (
            SELECT move.*, held.place, held.count + move.count AS remaining
            FROM moves AS move LEFT JOIN LATERAL (
                SELECT total.ctid AS place, total.count FROM spending_totals AS total
                WHERE move.count < 0 AND total.tenant_id = $1 AND total.span = move.span AND total.starts_on = move.starts_on AND total.category_id = move.category_id
                    AND total.project_id = move.project_id AND total.account_id = move.account_id AND total.status = move.status AND total.currency = move.currency
                    AND total.reporting_currency = move.reporting_currency
                LIMIT 1) AS held ON true
        ), emptied AS (
            DELETE FROM spending_totals WHERE tenant_id = $1 AND ctid = ANY (ARRAY(SELECT place FROM moved WHERE remaining = 0))
        ), spent AS (
            SELECT *, expense_date - (extract(day FROM expense_date)::int - 1) AS month FROM step WHERE status = ANY ($21)
        ), daily AS (
            INSERT INTO daily_totals AS total (tenant_id, day, category_id, currency, reporting_currency, count, amount, reporting_amount)
            SELECT $1, expense_date, category_id, currency, reporting_currency, sum(sign), sum(sign * amount), sum(sign * reporting_amount)
            FROM spent GROUP BY expense_date, category_id, currency, reporting_currency
            HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0 OR sum(sign * reporting_amount) <> 0
            ON CONFLICT (tenant_id, day, category_id, currency, reporting_currency)
            DO UPDATE SET count = total.count + excluded.count, amount = total.amount + excluded.amount, reporting_amount = total.reporting_amount + excluded.reporting_amount
        ), project AS (
            INSERT INTO project_totals AS total (tenant_id, project_id, span, starts_on, part_id, currency, converted, count, amount, project_amount)
            SELECT $1, project_id, span, starts_on, part_id, currency, project_amount IS NOT NULL, sum(sign), sum(sign * amount), sum(sign * coalesce(project_amount, 0))
            FROM spent CROSS JOIN LATERAL (VALUES (0::smallint, expense_date, category_id), (1::smallint, month, account_id), (2::smallint, date '0001-01-01', category_id))
                AS stretch (span, starts_on, part_id)
            WHERE project_id <> '00000000-0000-0000-0000-000000000000'
            GROUP BY project_id, span, starts_on, part_id, currency, project_amount IS NOT NULL
            HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0 OR sum(sign * coalesce(project_amount, 0)) <> 0
            ON CONFLICT (tenant_id, project_id, span, starts_on, part_id, currency, converted)
            DO UPDATE SET count = total.count + excluded.count, amount = total.amount + excluded.amount, project_amount = total.project_amount + excluded.project_amount
        ), vendors AS (
            INSERT INTO vendor_totals AS total (tenant_id, month, vendor, currency, reporting_currency, name, count, amount, reporting_amount)
            SELECT $1, month, lower(vendor), currency, reporting_currency, coalesce(max(vendor) FILTER (WHERE sign > 0), max(vendor)), sum(sign), sum(sign * amount), sum(sign * reporting_amount)
            FROM spent WHERE vendor IS NOT NULL GROUP BY month, lower(vendor), currency, reporting_currency
            HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0 OR sum(sign * reporting_amount) <> 0
            ON CONFLICT (tenant_id, month, vendor, currency, reporting_currency)
            DO UPDATE SET count = total.count + excluded.count, amount = total.amount + excluded.amount, reporting_amount = total.reporting_amount + excluded.reporting_amount,
                name = CASE WHEN excluded.count > 0 THEN excluded.name ELSE total.name END
        ), freshened AS (
            INSERT INTO report_freshness AS known (tenant_id, as_of) SELECT $1, max(revised_at) FROM news
            ON CONFLICT (tenant_id) DO UPDATE SET as_of = excluded.as_of WHERE known.as_of < excluded.as_of
        )
        INSERT INTO spending_totals AS total (tenant_id, span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency, count, amount, reporting_amount)
        SELECT $1, span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency, count, amount, reporting_amount
        FROM moved WHERE count >= 0 OR remaining <> 0
        ORDER BY span, starts_on
        ON CONFLICT (tenant_id, span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency)
        DO UPDATE SET count = total.count + excluded.count, amount = total.amount + excluded.amount, reporting_amount = total.reporting_amount + excluded.reporting_amount
        """;

    /// <summary>Adds the statements that take a tenant's lock until the transaction ends. Take several tenants' locks in order of their ids.</summary>
    internal static void AddLock(NpgsqlBatch batch, Guid tenantId) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock)
    {
        Parameters = { Value(tenantId.ToString()), Value(LockKey(tenantId)) },
    });

    /// <summary>Adds what stands once in front of a transaction's statements.</summary>
    internal static void AddPlanning(NpgsqlBatch batch) => batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanOnce));

    /// <summary>Adds the statements for one tenant's news.</summary>
    /// <param name="repair">True to write news of the version that is known, too: their origin is asked again because what is kept may be damaged.</param>
    internal static void Add(NpgsqlBatch batch, Guid tenantId, IReadOnlyList<ExpenseFact> news, bool repair = false)
    {
        AddLock(batch, tenantId);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Apply)
        {
            Parameters =
            {
                Value(tenantId),
                Column(news, fact => fact.ExpenseId),
                Column(news, fact => fact.Version),
                Column(news, fact => fact.Deleted),
                Column(news, fact => fact.ExpenseDate),
                Column(news, fact => fact.CategoryId),
                Column(news, fact => fact.ProjectId),
                Column(news, fact => fact.AccountId),
                Column(news, fact => fact.CreatedBy),
                Column(news, fact => fact.Status),
                Column(news, fact => fact.Amount),
                Column(news, fact => fact.Currency),
                Column(news, fact => fact.ReportingAmount),
                Column(news, fact => fact.ReportingCurrency),
                Column(news, fact => fact.RevisedAt),
                Column(news, fact => fact.Title),
                Column(news, fact => fact.Vendor),
                Column(news, fact => fact.ProjectAmount),
                Column(news, fact => fact.Change),
                Value(repair),
                Value(ReportScope.CountedStatuses),
            },
        });
    }

    /// <summary>A key of its own kind: other code locks tenants for other ends.</summary>
    private static long LockKey(Guid tenantId) => BitConverter.ToInt64(tenantId.ToByteArray(), 8) ^ 0x5245504F5254;

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<ExpenseFact> news, Func<ExpenseFact, T> member)
    {
        var values = new T[news.Count];
        for (var i = 0; i < values.Length; i++) values[i] = member(news[i]);
        return Value(values);
    }
}
