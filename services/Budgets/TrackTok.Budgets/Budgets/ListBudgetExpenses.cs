using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Facts;
using TrackTok.Budgets.Periods;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Budgets;

/// <summary>An expense as it counts in a budget.</summary>
/// <param name="Counted">In the budget's currency; null when there is no rate into it.</param>
/// <param name="CountsAs"><c>spent</c> or <c>committed</c>.</param>
internal sealed record BudgetExpense(
    Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, string? Counted, string CountsAs, DateOnly ExpenseDate, Guid? CategoryId, Guid? ProjectId,
    Guid? AccountId, Guid CreatedBy, string Status, IReadOnlyList<string> Tags)
{
    public static BudgetExpense From(BudgetRules rules, ExpenseFact fact)
    {
        var counted = rules.Count(fact)!.Value;
        return new BudgetExpense(
            fact.ExpenseId, fact.Title, fact.Vendor, Currencies.Currency.Of(fact.CurrencyCode).Text(fact.Amount), fact.CurrencyCode,
            counted.CurrencyCode == rules.Currency.Code ? rules.Currency.Text(counted.Amount) : null, Words.Of(counted.Counting), fact.ExpenseDate, fact.CategoryId,
            fact.ProjectId, fact.AccountId, fact.CreatedBy, fact.Status, fact.Tags);
    }
}

/// <summary>The expenses that make up a period's figures, latest first: exactly the rows that are summed. The period is named by any of its days.</summary>
internal static class ListBudgetExpenses
{
    public static async Task<Results<Ok<Page<BudgetExpense>>, ProblemHttpResult>> HandleAsync(
        Guid id, [FromQuery(Name = "period")] DateOnly? period, [AsParameters] PageQuery page, BudgetsDbContext db, KnownTenants tenants, CallerContext caller, TimeProvider time,
        HttpContext http, CancellationToken cancellationToken)
    {
        if (await db.Budgets.AsNoTracking().VisibleTo(caller).SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is not { } budget) return BudgetErrors.NotFound.ToProblem();
        var rules = budget.Rules;
        if (period is { } asked && rules.Calendar.At(asked) is null) return BudgetErrors.Outside("period", rules.Calendar).ToProblem();
        var span = rules.Calendar.At(period ?? rules.Calendar.Nearest((await tenants.GetAsync(cancellationToken)).Today(time)))!.Value;
        var (request, refusal) = PageRequest.Read(page, keys: 2, id.ToString(), span.Start.ToString("O", CultureInfo.InvariantCulture));
        if (request is null) return refusal!.ToProblem();

        var counting = db.Counting(rules, span);
        var total = request.IncludeTotal ? await counting.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is not null)
        {
            if (!DateOnly.TryParseExact(request.After[0], "O", out var day) || !Guid.TryParse(request.After[1], out var last)) return PageRequest.BadCursor.ToProblem();
            counting = counting.Where(fact => fact.ExpenseDate < day || (fact.ExpenseDate == day && fact.ExpenseId < last));
        }
        var rows = await counting.OrderByDescending(fact => fact.ExpenseDate).ThenByDescending(fact => fact.ExpenseId).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(
            rows, fact => BudgetExpense.From(rules, fact), fact => [fact.ExpenseDate.ToString("O", CultureInfo.InvariantCulture), fact.ExpenseId.ToString()], total).Linked(http));
    }
}
