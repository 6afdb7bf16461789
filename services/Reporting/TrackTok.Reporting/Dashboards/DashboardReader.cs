using Npgsql;
using TrackTok.Currencies;
using TrackTok.Reporting.Reports;
using TrackTok.TenantData;
using static TrackTok.Reporting.Knowledge.KnowledgeBatch;

namespace TrackTok.Reporting.Dashboards;

/// <summary>
/// Reads all of a tenant's dashboard in one round trip, from maintained totals: as many rows as there are days and categories, however many expenses. One member's figures come from
/// that member's own expenses of two months.
/// </summary>
internal sealed class DashboardReader(NpgsqlDataSource source)
{
    internal const int MostVendors = 5;
    internal const int MostActivity = 10;
    internal const int MostAccounts = 20;

    private const string Enter = "SELECT set_config('app.tenant_id', $1, true), " + StatementPlans.Once;

    private const string Fresh = "SELECT as_of FROM report_freshness WHERE tenant_id = $1";

    private const string Days = """
        SELECT day, category_id, currency, reporting_currency, count, amount, reporting_amount FROM daily_totals
        WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 AND count > 0
        """;

    private const string OwnDays = """
        SELECT expense_date, category_id, currency, reporting_currency, count(*), sum(amount), sum(reporting_amount) FROM expense_facts
        WHERE tenant_id = $1 AND created_by = $4 AND NOT deleted AND status = ANY ($5) AND expense_date BETWEEN $2 AND $3
        GROUP BY expense_date, category_id, currency, reporting_currency
        """;

    private const string Categories = """
        SELECT category_id, name, color FROM known_categories
        WHERE tenant_id = $1 AND category_id = ANY (ARRAY(SELECT DISTINCT category_id FROM daily_totals WHERE tenant_id = $1 AND day BETWEEN $2 AND $3))
        """;

    private const string Vendors = """
        SELECT vendor, max(name), sum(CASE WHEN currency = $4 THEN amount WHEN reporting_currency = $4 THEN reporting_amount ELSE 0 END) AS total,
            sum(CASE WHEN $4 IN (currency, reporting_currency) THEN count ELSE 0 END)::bigint AS counted, bool_or($4 NOT IN (currency, reporting_currency))
        FROM vendor_totals WHERE tenant_id = $1 AND month BETWEEN $2 AND $3 AND count > 0
        GROUP BY vendor HAVING sum(CASE WHEN $4 IN (currency, reporting_currency) THEN count ELSE 0 END) > 0 ORDER BY total DESC, vendor LIMIT 5
        """;

    private const string OwnVendors = """
        SELECT lower(vendor), max(vendor), sum(CASE WHEN currency = $4 THEN amount WHEN reporting_currency = $4 THEN reporting_amount ELSE 0 END) AS total,
            count(*) FILTER (WHERE $4 IN (currency, reporting_currency)) AS counted, bool_or($4 NOT IN (currency, reporting_currency))
        FROM expense_facts WHERE tenant_id = $1 AND created_by = $5 AND NOT deleted AND status = ANY ($6) AND expense_date BETWEEN $2 AND $3 AND vendor IS NOT NULL
        GROUP BY lower(vendor) HAVING count(*) FILTER (WHERE $4 IN (currency, reporting_currency)) > 0 ORDER BY total DESC, lower(vendor) LIMIT 5
        """;

    private const string Activity = """
        SELECT expense_id, title, vendor, amount, currency, status, change, expense_date, revised_at, created_by FROM expense_facts
        WHERE tenant_id = $1 AND NOT deleted ORDER BY revised_at DESC LIMIT 10
        """;

    private const string OwnActivity = """
        SELECT expense_id, title, vendor, amount, currency, status, change, expense_date, revised_at, created_by FROM expense_facts
        WHERE tenant_id = $1 AND created_by = $2 AND NOT deleted ORDER BY revised_at DESC LIMIT 10
        """;

    private const string Projects = """
        SELECT project.project_id, project.name, project.start_date, project.end_date, project.starting_budget, project.currency, total.spent, total.count, total.unconverted
        FROM known_projects AS project CROSS JOIN LATERAL (
            SELECT coalesce(sum(project_amount), 0) AS spent, coalesce(sum(count) FILTER (WHERE converted), 0)::bigint AS count, coalesce(sum(count) FILTER (WHERE NOT converted), 0)::bigint AS unconverted
            FROM project_totals AS total WHERE total.tenant_id = $1 AND total.project_id = project.project_id AND total.span = 2) AS total
        WHERE project.tenant_id = $1 AND NOT project.deleted AND project.status = 'active'
        """;

    private const string CountProjects = "SELECT count(*) FROM known_projects WHERE tenant_id = $1 AND NOT deleted AND status = 'active'";

    private const string LowAccounts = """
        SELECT account_id, name, currency, balance, low_balance_threshold FROM known_accounts
        WHERE tenant_id = $1 AND balance < low_balance_threshold AND NOT deleted AND NOT archived ORDER BY balance - low_balance_threshold, account_id LIMIT 20
        """;

    /// <param name="owner">The member whose own figures are read; null for everyone's.</param>
    internal async Task<DashboardRows> ReadAsync(Guid tenantId, Guid? owner, DashboardDays days, Currency currency, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        AddEntrance(batch, tenantId);
        var (all, months) = (days.All, days.VendorMonths);
        Add(batch, Fresh, Value(tenantId));
        Add(batch, Categories, Value(tenantId), Value(days.Recent.Start), Value(days.Recent.End));
        if (owner is { } person)
        {
            Add(batch, OwnDays, Value(tenantId), Value(all.Start), Value(all.End), Value(person), Value(ReportScope.CountedStatuses));
            Add(batch, OwnVendors, Value(tenantId), Value(months.Start), Value(months.End), Value(currency.Code), Value(person), Value(ReportScope.CountedStatuses));
            Add(batch, OwnActivity, Value(tenantId), Value(person));
            Add(batch, CountProjects, Value(tenantId));
        }
        else
        {
            Add(batch, Days, Value(tenantId), Value(all.Start), Value(all.End));
            Add(batch, Vendors, Value(tenantId), Value(months.Start), Value(months.End), Value(currency.Code));
            Add(batch, Activity, Value(tenantId));
            Add(batch, Projects, Value(tenantId));
            Add(batch, LowAccounts, Value(tenantId));
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var fresh = await NextAsync(reader, row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken);
        var categories = await NextAsync(reader, row => new CategoryName(row.GetGuid(0), row.GetString(1), Text(row, 2)), cancellationToken);
        var spent = await NextAsync(reader, row => new DayRow(row.GetFieldValue<DateOnly>(0), row.GetGuid(1), new Sum(row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetDecimal(5), row.GetDecimal(6))), cancellationToken);
        var vendors = await NextAsync(reader, row => new VendorRow(row.GetString(0), row.GetString(1), row.GetDecimal(2), row.GetInt64(3), row.GetBoolean(4)), cancellationToken);
        var activity = await NextAsync(reader, Active, cancellationToken);
        var projects = owner is null ? await NextAsync(reader, Project, cancellationToken) : [];
        var active = owner is null ? projects.Count : (await NextAsync(reader, row => row.GetInt64(0), cancellationToken))[0];
        var low = owner is null ? await NextAsync(reader, row => new LowAccountRow(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetDecimal(3), row.GetDecimal(4)), cancellationToken) : [];
        return new DashboardRows(fresh is [var asOf] ? asOf : null, categories.ToDictionary(category => category.Id), spent, vendors, activity, projects, active, low);
    }

    private static ActivityRow Active(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Text(row, 2), row.GetDecimal(3), row.GetString(4), row.GetString(5), Text(row, 6), row.GetFieldValue<DateOnly>(7), row.GetFieldValue<DateTimeOffset>(8), row.GetGuid(9));

    private static ProjectRow Project(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Day(row, 2), Day(row, 3), row.IsDBNull(4) ? null : row.GetDecimal(4), Currency.Of(row.GetString(5)), row.GetDecimal(6), row.GetInt64(7), row.GetInt64(8));

    internal static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static DateOnly? Day(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    internal static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds what stands in front of a read: the tenant, for the wall, and that plans are made once.</summary>
    internal static void AddEntrance(NpgsqlBatch batch, Guid tenantId) => Add(batch, Enter, Value(tenantId.ToString()));

    /// <summary>All rows of the next statement.</summary>
    internal static async Task<List<T>> NextAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }
}

/// <summary>What a dashboard is made of, as the database gives it.</summary>
internal sealed record DashboardRows(
    DateTimeOffset? AsOf, IReadOnlyDictionary<Guid, CategoryName> Categories, IReadOnlyList<DayRow> Days, IReadOnlyList<VendorRow> Vendors, IReadOnlyList<ActivityRow> Activity,
    IReadOnlyList<ProjectRow> Projects, long ActiveProjects, IReadOnlyList<LowAccountRow> LowAccounts);

internal sealed record CategoryName(Guid Id, string Name, string? Color);

internal readonly record struct DayRow(DateOnly Day, Guid CategoryId, Sum Sum);

/// <param name="Partly">True when something spent there could not be converted, and so is not in the total.</param>
internal sealed record VendorRow(string Vendor, string Name, decimal Total, long Count, bool Partly);

internal sealed record ActivityRow(
    Guid ExpenseId, string Title, string? Vendor, decimal Amount, string Currency, string Status, string? Change, DateOnly ExpenseDate, DateTimeOffset At, Guid CreatedBy);

/// <param name="Unconverted">How many expenses count but are not in the sum, for want of a rate.</param>
internal sealed record ProjectRow(Guid Id, string Name, DateOnly? Start, DateOnly? End, decimal? Budget, Currency Currency, decimal Spent, long Count, long Unconverted);

internal sealed record LowAccountRow(Guid Id, string Name, string Currency, decimal Balance, decimal Threshold);
