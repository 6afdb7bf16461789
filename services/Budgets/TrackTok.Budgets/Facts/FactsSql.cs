using Npgsql;
using NpgsqlTypes;
using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Facts;

/// <summary>The statements of <see cref="FactsWriter"/>. Each names the tenant in its conditions, for the index, and runs behind row-level security besides.</summary>
internal static class FactsSql
{
    /// <summary>A statement of its own before all reading, so that what is read is what the last holder of a lock committed.</summary>
    public static NpgsqlBatchCommand Lock(List<TenantNews> tenants) => Command(
        "SELECT pg_advisory_xact_lock($1, key) FROM unnest($2) AS key",
        Value(TenantLock.Space), Value(tenants.Select(tenant => TenantLock.KeyOf(tenant.TenantId)).Distinct().Order().ToArray()));

    public static NpgsqlBatchCommand SetTenant(Guid tenantId) => Command("SELECT set_config('app.tenant_id', $1, true), " + StatementPlans.Once, Value(tenantId.ToString()));

    public static NpgsqlBatchCommand Known(TenantNews tenant) => Command("""
        SELECT expense_id, version, deleted, amount, currency_code, reporting_amount, reporting_currency_code, expense_date, category_id, project_id, account_id,
            created_by, status, tags
        FROM expense_facts WHERE tenant_id = $1 AND expense_id = ANY ($2)
        """, Value(tenant.TenantId), Value(Ids(tenant)));

    public static NpgsqlBatchCommand Budgets(TenantNews tenant) => Command("""
        SELECT id, version, name, currency_code, amount, period, start_date, end_date, week_start, fiscal_year_start_month, project_id, category_ids, user_id,
            account_id, tags, rollover, thresholds, alert_enabled, updated_by
        FROM budgets WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id
        """, Value(tenant.TenantId));

    /// <summary>
    /// The rows that the expenses' old and new dates may fall into: from the last that begins before the earliest date, to the latest date; with rollover, to the end. The old
    /// dates are fetched first (materialized), by the expenses' keys.
    /// </summary>
    public static NpgsqlBatchCommand Periods(TenantNews tenant) => Command("""
        WITH known AS MATERIALIZED (SELECT expense_date FROM expense_facts WHERE tenant_id = $1 AND expense_id = ANY ($2)),
        days AS (SELECT least($3::date, min(expense_date)) AS first, greatest($4::date, max(expense_date)) AS last FROM known)
        SELECT period.budget_id, period.period_start, period.period_end, period.planned, period.carried, period.spent, period.committed, period.unconverted,
            period.crossings, period.version, period.as_of
        FROM days CROSS JOIN budgets AS budget
        CROSS JOIN LATERAL (
            SELECT max(before.period_start) AS period_start FROM budget_periods AS before
            WHERE before.tenant_id = $1 AND before.budget_id = budget.id AND before.period_start <= days.first
        ) AS before
        JOIN budget_periods AS period ON period.tenant_id = $1 AND period.budget_id = budget.id
            AND period.period_start >= coalesce(before.period_start, '-infinity') AND period.period_start <= CASE budget.rollover WHEN 'none' THEN days.last ELSE 'infinity' END
        WHERE budget.tenant_id = $1 AND budget.deleted_at IS NULL
        """, Value(tenant.TenantId), Value(Ids(tenant)), Value(tenant.News.Min(fact => fact.ExpenseDate)), Value(tenant.News.Max(fact => fact.ExpenseDate)));

    public static NpgsqlBatchCommand Keep(TenantNews tenant) => Command("""
        INSERT INTO expense_facts AS known (tenant_id, expense_id, version, deleted, amount, currency_code, reporting_amount, reporting_currency_code, expense_date, title,
            vendor, category_id, project_id, account_id, created_by, status, tags, revised_at)
        SELECT $1, expense_id, version, deleted, amount, currency_code, reporting_amount, reporting_currency_code, expense_date, title,
            vendor, category_id, project_id, account_id, created_by, status, tags, revised_at
        FROM jsonb_to_recordset($2) AS news (expense_id uuid, version bigint, deleted boolean, amount numeric, currency_code text, reporting_amount numeric,
            reporting_currency_code text, expense_date date, title text, vendor text, category_id uuid, project_id uuid, account_id uuid, created_by uuid,
            status text, tags text[], revised_at timestamptz)
        ON CONFLICT (tenant_id, expense_id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, amount = excluded.amount,
            currency_code = excluded.currency_code, reporting_amount = excluded.reporting_amount, reporting_currency_code = excluded.reporting_currency_code,
            expense_date = excluded.expense_date, title = excluded.title, vendor = excluded.vendor, category_id = excluded.category_id,
            project_id = excluded.project_id, account_id = excluded.account_id, created_by = excluded.created_by, status = excluded.status, tags = excluded.tags,
            revised_at = excluded.revised_at
        WHERE known.version < excluded.version
        """, Value(tenant.TenantId), Json(tenant.News));

    public static NpgsqlBatchCommand SavePeriods(TenantNews tenant) => Command("""
        INSERT INTO budget_periods (tenant_id, budget_id, period_start, period_end, planned, carried, spent, committed, unconverted, crossings, version, as_of)
        SELECT $1, budget_id, period_start, period_end, planned, carried, spent, committed, unconverted, crossings, version, as_of
        FROM jsonb_to_recordset($2) AS moved (budget_id uuid, period_start date, period_end date, planned numeric, carried numeric, spent numeric, committed numeric,
            unconverted jsonb, crossings jsonb, version bigint, as_of timestamptz)
        ON CONFLICT (tenant_id, budget_id, period_start) DO UPDATE SET carried = excluded.carried, spent = excluded.spent, committed = excluded.committed,
            unconverted = excluded.unconverted, crossings = excluded.crossings, version = excluded.version, as_of = excluded.as_of
        """, Value(tenant.TenantId), Json(tenant.Settled));

    public static NpgsqlBatchCommand Resolve(TenantNews tenant, DateTimeOffset now) => Command(
        "UPDATE alerts SET resolved_at = $3, version = $4 WHERE tenant_id = $1 AND id = ANY ($2) AND resolved_at IS NULL",
        Value(tenant.TenantId), Value(tenant.Resolved.ToArray()), Value(now), Value(Alert.VersionWhenResolved));

    public static NpgsqlBatchCommand SaveAlerts(TenantNews tenant) => Command("""
        INSERT INTO alerts (tenant_id, id, version, kind, severity, entity_type, entity_id, title, message, explanation, period_start, percent, created_at)
        SELECT $1, id, version, kind, severity, entity_type, entity_id, title, message, explanation::jsonb, period_start, percent, created_at
        FROM jsonb_to_recordset($2) AS alert (id uuid, version bigint, kind text, severity text, entity_type text, entity_id uuid, title text, message text,
            explanation text, period_start date, percent integer, created_at timestamptz)
        """, Value(tenant.TenantId), Json(tenant.Alerts));

    /// <summary>The same rule as <see cref="BudgetRules.Count"/>.</summary>
    public static NpgsqlBatchCommand Latest(Guid tenantId, BudgetRules rules, BudgetPeriod period) => Command("""
        SELECT expense_id, title, vendor, amount, currency_code, expense_date, created_by FROM expense_facts
        WHERE tenant_id = $1 AND expense_date BETWEEN $2 AND $3 AND NOT deleted AND status = ANY ($4)
            AND ($5::uuid IS NULL OR project_id = $5) AND ($6::uuid IS NULL OR account_id = $6) AND ($7::uuid IS NULL OR created_by = $7)
            AND ($8::uuid[] IS NULL OR category_id = ANY ($8)) AND ($9::text[] IS NULL OR tags && $9)
        ORDER BY expense_date DESC, expense_id DESC LIMIT $10
        """,
        Value(tenantId), Value(period.PeriodStart), Value(period.PeriodEnd), Value(Countings.CountingStatuses), Optional(rules.Scope.ProjectId, NpgsqlDbType.Uuid),
        Optional(rules.Scope.AccountId, NpgsqlDbType.Uuid), Optional(rules.Scope.UserId, NpgsqlDbType.Uuid),
        Optional(rules.Scope.CategoryIds is { Count: > 0 } categories ? categories.ToArray() : null, NpgsqlDbType.Uuid | NpgsqlDbType.Array),
        Optional(rules.Scope.Tags is { Count: > 0 } tags ? tags.ToArray() : null, NpgsqlDbType.Text | NpgsqlDbType.Array), Value(Explanation.MostExpenses));

    private static Guid[] Ids(TenantNews tenant) => [.. tenant.News.Select(fact => fact.ExpenseId)];

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static NpgsqlParameter<string> Json<T>(T value) => new() { TypedValue = JsonColumn.Text(value), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
