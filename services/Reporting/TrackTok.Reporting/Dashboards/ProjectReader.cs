using Npgsql;
using TrackTok.Reporting.Reports;
using static TrackTok.Reporting.Dashboards.DashboardReader;
using static TrackTok.Reporting.Knowledge.KnowledgeBatch;

namespace TrackTok.Reporting.Dashboards;

/// <summary>Reads all of a project's dashboard in one round trip, from maintained totals; one member's figures from that member's own expenses.</summary>
internal sealed class ProjectReader(NpgsqlDataSource source)
{
    private const string Head = """
        SELECT name, status, start_date, end_date, starting_budget, currency, (SELECT as_of FROM report_freshness WHERE tenant_id = $1)
        FROM known_projects WHERE tenant_id = $1 AND project_id = $2 AND NOT deleted
        """;

    private const string Days = """
        SELECT starts_on, currency, converted, sum(count)::bigint, sum(amount), sum(project_amount) FROM project_totals
        WHERE tenant_id = $1 AND project_id = $2 AND span = 0 AND starts_on BETWEEN $3 AND $4 AND count > 0 GROUP BY starts_on, currency, converted
        """;

    private const string Ever = """
        SELECT part_id, currency, converted, count, amount, project_amount FROM project_totals WHERE tenant_id = $1 AND project_id = $2 AND span = 2 AND count > 0
        """;

    private const string Months = """
        SELECT starts_on, part_id, currency, converted, count, amount, project_amount FROM project_totals
        WHERE tenant_id = $1 AND project_id = $2 AND span = 1 AND starts_on BETWEEN $3 AND $4 AND count > 0
        """;

    private const string Largest = """
        SELECT expense_id, title, vendor, amount, currency, project_amount, expense_date, status, created_by FROM expense_facts
        WHERE tenant_id = $1 AND project_id = $2 AND NOT deleted AND project_amount IS NOT NULL AND status = ANY ($3) ORDER BY project_amount DESC LIMIT 5
        """;

    private const string Own = "FROM expense_facts WHERE tenant_id = $1 AND project_id = $2 AND created_by = $3 AND NOT deleted AND status = ANY ($4)";

    private const string OwnDays = $"""
        SELECT expense_date, currency, project_amount IS NOT NULL, count(*), sum(amount), sum(coalesce(project_amount, 0)) {Own} AND expense_date BETWEEN $5 AND $6
        GROUP BY expense_date, currency, project_amount IS NOT NULL
        """;

    private const string OwnEver = $"""
        SELECT category_id, currency, project_amount IS NOT NULL, count(*), sum(amount), sum(coalesce(project_amount, 0)) {Own} GROUP BY category_id, currency, project_amount IS NOT NULL
        """;

    private const string OwnMonths = $"""
        SELECT date_trunc('month', expense_date)::date, account_id, currency, project_amount IS NOT NULL, count(*), sum(amount), sum(coalesce(project_amount, 0)) {Own}
        AND expense_date BETWEEN $5 AND $6 GROUP BY date_trunc('month', expense_date)::date, account_id, currency, project_amount IS NOT NULL
        """;

    private const string OwnLargest = $"""
        SELECT expense_id, title, vendor, amount, currency, project_amount, expense_date, status, created_by {Own} AND project_amount IS NOT NULL ORDER BY project_amount DESC LIMIT 5
        """;

    private const string Categories = """
        SELECT category_id, name, color FROM known_categories
        WHERE tenant_id = $1 AND category_id = ANY (ARRAY(SELECT part_id FROM project_totals WHERE tenant_id = $1 AND project_id = $2 AND span = 2))
        """;

    private const string Accounts = """
        SELECT account_id, name FROM known_accounts
        WHERE tenant_id = $1 AND account_id = ANY (ARRAY(SELECT DISTINCT part_id FROM project_totals WHERE tenant_id = $1 AND project_id = $2 AND span = 1 AND starts_on BETWEEN $3 AND $4))
        """;

    /// <param name="owner">The member whose own figures are read; null for everyone's.</param>
    /// <param name="days">The days of which each is read by itself.</param>
    /// <param name="months">The months that are read by account.</param>
    /// <returns>Null when the tenant has no such project.</returns>
    internal async Task<ProjectRows?> ReadAsync(Guid tenantId, Guid projectId, Guid? owner, ReportRange days, ReportRange months, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        AddEntrance(batch, tenantId);
        Add(batch, Head, Value(tenantId), Value(projectId));
        Add(batch, Categories, Value(tenantId), Value(projectId));
        Add(batch, Accounts, Value(tenantId), Value(projectId), Value(months.Start), Value(months.End));
        var counted = ReportScope.CountedStatuses;
        if (owner is { } person)
        {
            Add(batch, OwnDays, Value(tenantId), Value(projectId), Value(person), Value(counted), Value(days.Start), Value(days.End));
            Add(batch, OwnEver, Value(tenantId), Value(projectId), Value(person), Value(counted));
            Add(batch, OwnMonths, Value(tenantId), Value(projectId), Value(person), Value(counted), Value(months.Start), Value(months.End));
            Add(batch, OwnLargest, Value(tenantId), Value(projectId), Value(person), Value(counted));
        }
        else
        {
            Add(batch, Days, Value(tenantId), Value(projectId), Value(days.Start), Value(days.End));
            Add(batch, Ever, Value(tenantId), Value(projectId));
            Add(batch, Months, Value(tenantId), Value(projectId), Value(months.Start), Value(months.End));
            Add(batch, Largest, Value(tenantId), Value(projectId), Value(counted));
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var heads = await NextAsync(reader, Project, cancellationToken);
        if (heads is not [var head]) return null;
        var categories = await NextAsync(reader, row => new CategoryName(row.GetGuid(0), row.GetString(1), Text(row, 2)), cancellationToken);
        var accounts = await NextAsync(reader, row => (Id: row.GetGuid(0), Name: row.GetString(1)), cancellationToken);
        var daily = await NextAsync(reader, row => (row.GetFieldValue<DateOnly>(0), Spent(row, 1, head.Currency)), cancellationToken);
        var ever = await NextAsync(reader, row => (row.GetGuid(0), Spent(row, 1, head.Currency)), cancellationToken);
        var monthly = await NextAsync(reader, row => (row.GetFieldValue<DateOnly>(0), row.GetGuid(1), Spent(row, 2, head.Currency)), cancellationToken);
        var largest = await NextAsync(reader, Expense, cancellationToken);
        return new ProjectRows(head, daily, ever, monthly, largest, categories.ToDictionary(category => category.Id), accounts.ToDictionary(account => account.Id, account => account.Name));
    }

    /// <summary>A sum as the project counts it: in its own currency, or apart in the one it was spent in.</summary>
    private static Sum Spent(NpgsqlDataReader row, int first, string projectCurrency)
    {
        var converted = row.GetBoolean(first + 1);
        return new Sum(converted ? projectCurrency : row.GetString(first), "", row.GetInt64(first + 2), row.GetDecimal(converted ? first + 4 : first + 3), 0);
    }

    private static ProjectHead Project(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), Day(row, 2), Day(row, 3), row.IsDBNull(4) ? null : row.GetDecimal(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6));

    private static LargeExpenseRow Expense(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Text(row, 2), row.GetDecimal(3), row.GetString(4), row.GetDecimal(5), row.GetFieldValue<DateOnly>(6), row.GetString(7), row.GetGuid(8));
}

/// <summary>What a project's dashboard is made of, as the database gives it; sums in the project's currency where they could be converted.</summary>
/// <param name="Ever">All time, by category.</param>
/// <param name="Months">By month and account.</param>
internal sealed record ProjectRows(
    ProjectHead Head, IReadOnlyList<(DateOnly Day, Sum Sum)> Days, IReadOnlyList<(Guid CategoryId, Sum Sum)> Ever, IReadOnlyList<(DateOnly Month, Guid AccountId, Sum Sum)> Months,
    IReadOnlyList<LargeExpenseRow> Largest, IReadOnlyDictionary<Guid, CategoryName> Categories, IReadOnlyDictionary<Guid, string> Accounts);

internal sealed record ProjectHead(string Name, string Status, DateOnly? Start, DateOnly? End, decimal? Budget, string Currency, DateTimeOffset? AsOf);

internal sealed record LargeExpenseRow(
    Guid Id, string Title, string? Vendor, decimal Amount, string Currency, decimal ProjectAmount, DateOnly ExpenseDate, string Status, Guid CreatedBy);
