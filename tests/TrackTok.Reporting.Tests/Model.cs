using TrackTok.Expenses.Contracts;
using TrackTok.Reporting.Spending;

namespace TrackTok.Reporting.Tests;

/// <summary>What the totals must be, computed the plain way: the newest version of each expense, deleted ones left out, added up.</summary>
internal static class Model
{
    internal static List<ExpenseRevised> Newest(IEnumerable<ExpenseRevised> news) =>
        [.. news.GroupBy(revised => revised.Expense.ExpenseId).Select(group => group.MaxBy(revised => revised.Version)!)];

    /// <summary>One line per total, in order, to compare as text.</summary>
    internal static List<string> Totals(IEnumerable<ExpenseRevised> news) =>
        [.. Newest(news).Where(revised => !revised.Deleted)
            .SelectMany(revised => new[] { (Span.Day, revised.Expense.ExpenseDate), (Span.Month, new DateOnly(revised.Expense.ExpenseDate.Year, revised.Expense.ExpenseDate.Month, 1)) },
                (revised, stretch) => (revised.Expense, Stretch: stretch))
            .GroupBy(row => Key(row.Stretch.Item1, row.Stretch.Item2, row.Expense.CategoryId, row.Expense.ProjectId, row.Expense.AccountId, row.Expense.Status, row.Expense.Currency,
                row.Expense.ReportingAmount is null ? "" : row.Expense.ReportingCurrency))
            .Select(group => Line(group.Key, group.Count(), group.Sum(row => row.Expense.Amount), group.Sum(row => row.Expense.ReportingAmount ?? 0)))
            .Order(StringComparer.Ordinal)];

    internal static List<string> Totals(IEnumerable<SpendingTotal> totals) =>
        [.. totals.Select(total => Line(Key(total.Span, total.StartsOn, total.CategoryId, total.ProjectId, total.AccountId, total.Status, total.Currency, total.ReportingCurrency),
            total.Count, total.Amount, total.ReportingAmount)).Order(StringComparer.Ordinal)];

    private static string Key(Span span, DateOnly day, Guid? category, Guid? project, Guid? account, string status, string currency, string reportingCurrency) =>
        $"{span} {day:yyyy-MM-dd} {category ?? Guid.Empty:N} {project ?? Guid.Empty:N} {account ?? Guid.Empty:N} {status} {currency} {reportingCurrency}";

    private static string Line(string key, long count, decimal amount, decimal reporting) => $"{key}: {count} {amount:F4} {reporting:F4}";
}
