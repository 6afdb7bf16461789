using Npgsql;
using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Budgets;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.Currencies;

namespace TrackTok.Budgets.Facts;

/// <summary>Rows as <see cref="FactsSql"/> selects them, column by column.</summary>
internal static class FactsRows
{
    /// <summary>What figures need of a fact; title and vendor are not read.</summary>
    public static ExpenseFact Fact(Guid tenantId, NpgsqlDataReader row) => new()
    {
        TenantId = tenantId,
        ExpenseId = row.GetGuid(0),
        Version = row.GetInt64(1),
        Deleted = row.GetBoolean(2),
        Amount = row.GetDecimal(3),
        CurrencyCode = row.GetString(4),
        ReportingAmount = row.IsDBNull(5) ? null : row.GetDecimal(5),
        ReportingCurrencyCode = row.GetString(6),
        ExpenseDate = row.GetFieldValue<DateOnly>(7),
        CategoryId = Id(row, 8),
        ProjectId = Id(row, 9),
        AccountId = Id(row, 10),
        CreatedBy = row.GetGuid(11),
        Status = row.GetString(12),
        Tags = row.GetFieldValue<string[]>(13),
        Title = "",
        RevisedAt = default,
    };

    public static BudgetRules Budget(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt64(1), row.GetString(2), Currency.Of(row.GetString(3)), row.GetDecimal(4),
        new PeriodCalendar(
            Words.Read<PeriodKind>(row.GetString(5)), row.GetFieldValue<DateOnly>(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
            (DayOfWeek)row.GetInt32(8), row.GetInt32(9)),
        new BudgetScope(Id(row, 10), row.GetFieldValue<Guid[]>(11), Id(row, 12), Id(row, 13), row.GetFieldValue<string[]>(14)),
        Words.Read<Rollover>(row.GetString(15)), row.GetFieldValue<int[]>(16), row.GetBoolean(17), Id(row, 18));

    public static BudgetPeriod Period(Guid tenantId, NpgsqlDataReader row) => BudgetPeriod.Read(
        tenantId, row.GetGuid(0), new DaySpan(row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2)),
        (row.GetDecimal(3), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6)),
        JsonColumn.Read<Unconverted>(row.GetString(7)), JsonColumn.Read<Crossing>(row.GetString(8)), row.GetInt64(9), row.GetFieldValue<DateTimeOffset>(10));

    public static ExplainedExpense Explained(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), Currency.Of(row.GetString(4)).Text(row.GetDecimal(3)), row.GetString(4),
        row.GetFieldValue<DateOnly>(5), row.GetGuid(6));

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
