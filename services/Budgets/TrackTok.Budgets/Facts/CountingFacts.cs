using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Facts;

/// <summary>The expenses that count in a budget, as a query: the same rule as <see cref="BudgetRules.Count"/>, told to the database.</summary>
internal static class CountingFacts
{
    public static IQueryable<ExpenseFact> Counting(this BudgetsDbContext db, BudgetRules rules, DaySpan? period = null)
    {
        var (scope, start, end) = (rules.Scope, period?.Start ?? rules.Calendar.Start, period?.End ?? rules.Calendar.End ?? DateOnly.MaxValue);
        var facts = db.Facts.AsNoTracking().Where(fact => !fact.Deleted && fact.ExpenseDate >= start && fact.ExpenseDate <= end
            && Countings.CountingStatuses.Contains(fact.Status));
        if (scope.ProjectId is { } project) facts = facts.Where(fact => fact.ProjectId == project);
        if (scope.AccountId is { } account) facts = facts.Where(fact => fact.AccountId == account);
        if (scope.UserId is { } user) facts = facts.Where(fact => fact.CreatedBy == user);
        if (scope.CategoryIds is { Count: > 0 } categories) facts = facts.Where(fact => fact.CategoryId != null && categories.Contains(fact.CategoryId.Value));
        if (scope.Tags is { Count: > 0 } tags) facts = facts.Where(fact => fact.Tags.Any(tag => tags.Contains(tag)));
        return facts;
    }

    /// <summary>What counts, summed by day, currency and kind: at most a few rows a day, however many expenses there are.</summary>
    public static Task<List<DaySum>> SumAsync(this BudgetsDbContext db, BudgetRules rules, CancellationToken cancellationToken)
    {
        var own = rules.Currency.Code;
        return db.Counting(rules)
            .Select(fact => new
            {
                fact.ExpenseDate,
                IsSpent = Countings.SpentStatuses.Contains(fact.Status),
                Currency = fact.CurrencyCode == own || (fact.ReportingCurrencyCode == own && fact.ReportingAmount != null) ? own : fact.CurrencyCode,
                Amount = fact.CurrencyCode != own && fact.ReportingCurrencyCode == own && fact.ReportingAmount != null ? fact.ReportingAmount.Value : fact.Amount,
            })
            .GroupBy(row => new { row.ExpenseDate, row.IsSpent, row.Currency })
            .Select(group => new DaySum(group.Key.ExpenseDate, group.Key.IsSpent ? Periods.Counting.Spent : Periods.Counting.Committed, group.Key.Currency, group.Sum(row => row.Amount)))
            .ToListAsync(cancellationToken);
    }
}

/// <summary>What counts on one day, in one currency.</summary>
internal sealed record DaySum(DateOnly Day, Counting Counting, string CurrencyCode, decimal Amount);
