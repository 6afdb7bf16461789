using TrackTok.Budgets.Facts;
using TrackTok.Budgets.Periods;
using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;

namespace TrackTok.Budgets.Tests.Periods;

/// <summary>Rules and facts for tests without a database.</summary>
internal static class Sample
{
    public static readonly Guid TenantId = Guid.CreateVersion7();
    public static readonly DateTimeOffset Now = new(2025, 1, 20, 12, 0, 0, TimeSpan.Zero);

    public static BudgetRules Rules(
        decimal amount = 100, PeriodKind kind = PeriodKind.Monthly, string start = "2025-01-01", string? end = null, Rollover rollover = Rollover.None,
        int[]? thresholds = null, bool alerts = true, BudgetScope? scope = null, string currency = "USD") => new(
            Guid.CreateVersion7(), 1, "Office", Currency.Of(currency), amount,
            new PeriodCalendar(kind, DateOnly.Parse(start, null), end is null ? null : DateOnly.Parse(end, null), DayOfWeek.Monday, 1), scope ?? BudgetScope.WholeTenant, rollover,
            thresholds ?? [80], alerts, null);

    public static ExpenseFact Fact(
        decimal amount, string date = "2025-01-15", string status = ExpenseStatuses.Approved, string currency = "USD", decimal? reporting = null, string reportingCurrency = "USD",
        Guid? id = null, long version = 1, bool deleted = false, Guid? project = null, Guid? category = null, Guid? account = null, Guid? by = null, params string[] tags) => new()
        {
            TenantId = TenantId,
            ExpenseId = id ?? Guid.CreateVersion7(),
            Version = version,
            Deleted = deleted,
            Amount = amount,
            CurrencyCode = currency,
            ReportingAmount = currency == reportingCurrency ? amount : reporting,
            ReportingCurrencyCode = reportingCurrency,
            ExpenseDate = DateOnly.Parse(date, null),
            Title = "An expense",
            ProjectId = project,
            CategoryId = category,
            AccountId = account,
            CreatedBy = by ?? Guid.CreateVersion7(),
            Status = status,
            Tags = tags,
            RevisedAt = Now,
        };

    public static BudgetPeriod Period(BudgetRules rules, decimal spent, decimal carried = 0)
    {
        var period = BudgetPeriod.Begin(TenantId, rules, rules.Calendar.First, Now);
        period.Add(Counting.Spent, rules.Currency.Code, spent, rules.Currency.Code);
        period.Carried = carried;
        return period;
    }
}
