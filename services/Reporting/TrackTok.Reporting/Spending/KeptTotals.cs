using TrackTok.Expenses.Contracts;
using TrackTok.Reporting.Reports;

namespace TrackTok.Reporting.Spending;

/// <summary>A table of maintained totals, and the sum of facts that it must equal. In its statements <c>$1</c> is the tenant and <c>$2</c> the states that count.</summary>
/// <param name="Statuses">The states of which it keeps totals.</param>
/// <param name="Keys">What its rows are told apart by.</param>
/// <param name="Figures">The sums.</param>
/// <param name="Truth">Selects keys, figures and label from the facts.</param>
/// <param name="Label">A column that is no sum: any one that fits will do.</param>
internal sealed record KeptTotals(string Table, string[] Statuses, string[] Keys, string[] Figures, string Truth, string? Label = null)
{
    internal static readonly KeptTotals[] All =
    [
        new("spending_totals", [.. ExpenseStatuses.All], ["span", "starts_on", "category_id", "project_id", "account_id", "status", "currency", "reporting_currency"],
            ["count", "amount", "reporting_amount"], """
            SELECT span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency, count(*) AS count, sum(amount) AS amount, sum(reporting_amount) AS reporting_amount
            FROM expense_facts CROSS JOIN LATERAL (VALUES (0::smallint, expense_date), (1::smallint, expense_date - (extract(day FROM expense_date)::int - 1))) AS stretch (span, starts_on)
            WHERE tenant_id = $1 AND NOT deleted AND status = ANY ($2)
            GROUP BY span, starts_on, category_id, project_id, account_id, status, currency, reporting_currency
            """),
        new("daily_totals", ReportScope.CountedStatuses, ["day", "category_id", "currency", "reporting_currency"], ["count", "amount", "reporting_amount"], """
            SELECT expense_date AS day, category_id, currency, reporting_currency, count(*) AS count, sum(amount) AS amount, sum(reporting_amount) AS reporting_amount
            FROM expense_facts WHERE tenant_id = $1 AND NOT deleted AND status = ANY ($2)
            GROUP BY expense_date, category_id, currency, reporting_currency
            """),
        new("project_totals", ReportScope.CountedStatuses, ["project_id", "span", "starts_on", "part_id", "currency", "converted"], ["count", "amount", "project_amount"], """
            SELECT project_id, span, starts_on, part_id, currency, project_amount IS NOT NULL AS converted, count(*) AS count, sum(amount) AS amount, sum(coalesce(project_amount, 0)) AS project_amount
            FROM expense_facts CROSS JOIN LATERAL (VALUES
                (0::smallint, expense_date, category_id),
                (1::smallint, expense_date - (extract(day FROM expense_date)::int - 1), account_id),
                (2::smallint, date '0001-01-01', category_id)) AS stretch (span, starts_on, part_id)
            WHERE tenant_id = $1 AND NOT deleted AND status = ANY ($2) AND project_id <> '00000000-0000-0000-0000-000000000000'
            GROUP BY project_id, span, starts_on, part_id, currency, project_amount IS NOT NULL
            """),
        new("vendor_totals", ReportScope.CountedStatuses, ["month", "vendor", "currency", "reporting_currency"], ["count", "amount", "reporting_amount"], """
            SELECT expense_date - (extract(day FROM expense_date)::int - 1) AS month, lower(vendor) AS vendor, currency, reporting_currency,
                count(*) AS count, sum(amount) AS amount, sum(reporting_amount) AS reporting_amount, max(vendor) AS name
            FROM expense_facts WHERE tenant_id = $1 AND NOT deleted AND status = ANY ($2) AND vendor IS NOT NULL
            GROUP BY expense_date - (extract(day FROM expense_date)::int - 1), lower(vendor), currency, reporting_currency
            """, Label: "name"),
    ];

    /// <summary>Removes rows of nothing; they are not wrong, only of no use.</summary>
    internal string RemoveEmpty => $"DELETE FROM {Table} WHERE tenant_id = $1 AND {List(Figures, "{0} = 0", " AND ")} AND cardinality($2) >= 0";

    /// <summary>Removes rows of which there are no facts.</summary>
    internal string RemoveStrays => $"""
        WITH truth AS ({Truth})
        DELETE FROM {Table} WHERE tenant_id = $1 AND ({List(Keys)}) NOT IN (SELECT {List(Keys)} FROM truth)
        """;

    /// <summary>Writes rows that are missing or whose sums are others.</summary>
    internal string Correct => $"""
        WITH truth AS ({Truth})
        INSERT INTO {Table} AS total (tenant_id, {List(Columns)}) SELECT $1, {List(Columns)} FROM truth
        ON CONFLICT (tenant_id, {List(Keys)}) DO UPDATE SET {List(Figures, "{0} = excluded.{0}")}
        WHERE ({List(Figures, "total.{0}")}) IS DISTINCT FROM ({List(Figures, "excluded.{0}")})
        """;

    private string[] Columns => Label is null ? [.. Keys, .. Figures] : [.. Keys, .. Figures, Label];

    private static string List(string[] names, string format = "{0}", string between = ", ") =>
        string.Join(between, names.Select(name => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, name)));
}
