using System.Globalization;
using TrackTok.Expenses.Contracts;

namespace TrackTok.Reporting.Tests;

/// <summary>News of expenses, as Expenses would tell them.</summary>
internal static class News
{
    internal static readonly DateTimeOffset Noon = new(2025, 1, 20, 12, 0, 0, TimeSpan.Zero);

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static ExpenseRevised Expense(
        Guid tenantId, decimal amount, string day = "2025-01-15", Guid? id = null, long version = 1, string status = ExpenseStatuses.Approved, Guid? category = null, Guid? project = null,
        Guid? account = null, Guid? creator = null, string currency = "USD", decimal? reportingAmount = null, string reportingCurrency = "USD", bool deleted = false, DateTimeOffset? at = null,
        string title = "Lunch", string? vendor = null, string change = "changed", string projectCurrency = "USD", decimal? projectAmount = null) =>
        new(tenantId, at ?? Noon, version, change, deleted, new ExpenseFacts(
            id ?? Guid.CreateVersion7(), amount, currency, currency == reportingCurrency ? amount : reportingAmount, reportingCurrency, Day(day), title, vendor,
            category, project, account, creator ?? Guid.CreateVersion7(), "cash", status, [], project is null ? null : currency == projectCurrency ? amount : projectAmount));

    internal static ProjectRevised Project(
        Guid tenantId, Guid id, string name = "Website", long version = 1, string status = "active", string? start = null, string? end = null, decimal? budget = null, string currency = "USD",
        bool deleted = false, DateTimeOffset? at = null) =>
        new(tenantId, at ?? Noon, version, id, name, status, start is null ? null : Day(start), end is null ? null : Day(end), budget, currency, deleted);

    internal static AccountRevised Account(
        Guid tenantId, Guid id, string name = "Bank", long version = 1, decimal balance = 0, decimal? threshold = null, string currency = "USD", bool archived = false, bool deleted = false) =>
        new(tenantId, Noon, version, id, name, "checking", currency, balance, threshold, deleted, archived);

    internal static CategoryRevised Category(Guid tenantId, Guid id, string name, long version = 1, string? color = "#00AA00", bool deleted = false, DateTimeOffset? at = null) =>
        new(tenantId, at ?? Noon, version, id, name, color, null, null, deleted);
}
