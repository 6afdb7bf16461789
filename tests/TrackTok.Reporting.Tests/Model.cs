using TrackTok.Expenses.Contracts;
using TrackTok.Reporting.Dashboards;
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

    /// <summary>The same of what dashboards keep.</summary>
    internal static List<string> DashboardTotals(IEnumerable<ExpenseRevised> news)
    {
        var spent = Newest(news).Where(revised => !revised.Deleted && ExpenseStatuses.Count(revised.Expense.Status)).Select(revised => revised.Expense).ToList();
        DateOnly Month(DateOnly day) => new(day.Year, day.Month, 1);
        string Reporting(ExpenseFacts expense) => expense.ReportingAmount is null ? "" : expense.ReportingCurrency;
        var daily = spent.GroupBy(expense => $"daily {expense.ExpenseDate:yyyy-MM-dd} {expense.CategoryId ?? Guid.Empty:N} {expense.Currency} {Reporting(expense)}")
            .Select(group => Line(group.Key, group.Count(), group.Sum(expense => expense.Amount), group.Sum(expense => expense.ReportingAmount ?? 0)));
        var vendors = spent.Where(expense => expense.Vendor is not null)
            .GroupBy(expense => $"vendor {Month(expense.ExpenseDate):yyyy-MM-dd} {expense.Vendor!.ToLowerInvariant()} {expense.Currency} {Reporting(expense)}")
            .Select(group => Line(group.Key, group.Count(), group.Sum(expense => expense.Amount), group.Sum(expense => expense.ReportingAmount ?? 0)));
        var projects = spent.Where(expense => expense.ProjectId is not null)
            .SelectMany(expense => new[] { (Span.Day, expense.ExpenseDate, expense.CategoryId), (Span.Month, Month(expense.ExpenseDate), expense.AccountId), (Span.Ever, DateOnly.MinValue, expense.CategoryId) },
                (expense, stretch) => (Expense: expense, Stretch: stretch))
            .GroupBy(row => $"project {row.Expense.ProjectId:N} {row.Stretch.Item1} {row.Stretch.Item2:yyyy-MM-dd} {row.Stretch.Item3 ?? Guid.Empty:N} {row.Expense.Currency} {row.Expense.ProjectAmount is not null}")
            .Select(group => Line(group.Key, group.Count(), group.Sum(row => row.Expense.Amount), group.Sum(row => row.Expense.ProjectAmount ?? 0)));
        return [.. daily.Concat(vendors).Concat(projects).Order(StringComparer.Ordinal)];
    }

    internal static List<string> DashboardTotals(IEnumerable<DailyTotal> daily, IEnumerable<ProjectTotal> projects, IEnumerable<VendorTotal> vendors) =>
        [.. daily.Where(total => total.Count != 0).Select(total => Line($"daily {total.Day:yyyy-MM-dd} {total.CategoryId:N} {total.Currency} {total.ReportingCurrency}", total.Count, total.Amount, total.ReportingAmount))
            .Concat(vendors.Where(total => total.Count != 0).Select(total => Line($"vendor {total.Month:yyyy-MM-dd} {total.Vendor} {total.Currency} {total.ReportingCurrency}", total.Count, total.Amount, total.ReportingAmount)))
            .Concat(projects.Where(total => total.Count != 0).Select(total => Line(
                $"project {total.ProjectId:N} {total.Span} {total.StartsOn:yyyy-MM-dd} {total.PartId:N} {total.Currency} {total.Converted}", total.Count, total.Amount, total.ProjectAmount)))
            .Order(StringComparer.Ordinal)];

    private static string Key(Span span, DateOnly day, Guid? category, Guid? project, Guid? account, string status, string currency, string reportingCurrency) =>
        $"{span} {day:yyyy-MM-dd} {category ?? Guid.Empty:N} {project ?? Guid.Empty:N} {account ?? Guid.Empty:N} {status} {currency} {reportingCurrency}";

    private static string Line(string key, long count, decimal amount, decimal reporting) => $"{key}: {count} {amount:F4} {reporting:F4}";
}
