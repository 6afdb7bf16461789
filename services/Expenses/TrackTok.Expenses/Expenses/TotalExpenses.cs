using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Adds up what the list shows under the same filters, in one statement. Different currencies are never added: the total holds what is worth something in the tenant's currency, and what is not
/// stands beside it (SPEC 9.0).
/// </summary>
internal static class TotalExpenses
{
    public static async Task<Results<Ok<TotalsResponse>, ProblemHttpResult>> HandleAsync(
        [AsParameters] ExpenseFilters filters, ExpensesDbContext db, KnownTenants knownTenants, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        if (filters.Check() is { } wrong) return wrong.ToProblem();
        var reporting = (await knownTenants.GetAsync(cancellationToken)).Currency;
        var code = reporting.Code;
        var expenses = db.Expenses.AsNoTracking();
        if (caller.Caller.OnlyOwn(Permissions.ReadExpenses)) expenses = expenses.Where(expense => expense.CreatedBy == caller.Caller.Person);
        var sums = await filters.Apply(expenses, reporting, time.GetUtcNow())
            .GroupBy(expense => new { expense.Currency, Converted = expense.Currency == code || (expense.ReportingCurrency == code && expense.ReportingAmount != null) })
            .Select(group => new Sum(
                group.Key.Currency, group.Key.Converted, group.LongCount(), group.Sum(expense => expense.Amount),
                group.Sum(expense => expense.Currency == code ? expense.Amount : expense.ReportingAmount ?? 0)))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new TotalsResponse(
            sums.Sum(sum => sum.Count), code, reporting.Text(sums.Where(sum => sum.Converted).Sum(sum => sum.Worth)),
            CurrencySum.Of(sums.Where(sum => !sum.Converted)), CurrencySum.Of(sums)));
    }

    /// <param name="Worth">In the tenant's currency, when it is converted.</param>
    internal sealed record Sum(string Currency, bool Converted, long Count, decimal Amount, decimal Worth);
}

/// <param name="Count">How many expenses the list shows.</param>
/// <param name="ReportingTotal">The sum of those that are worth something in <paramref name="ReportingCurrency"/>.</param>
/// <param name="Unconverted">Those that are not, by their own currency.</param>
/// <param name="ByCurrency">All of them, by their own currency.</param>
internal sealed record TotalsResponse(long Count, string ReportingCurrency, string ReportingTotal, IReadOnlyList<CurrencySum> Unconverted, IReadOnlyList<CurrencySum> ByCurrency);

internal sealed record CurrencySum(string Currency, string Amount, long Count)
{
    public static IReadOnlyList<CurrencySum> Of(IEnumerable<TotalExpenses.Sum> sums) =>
    [
        .. sums.GroupBy(sum => sum.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CurrencySum(group.Key, TrackTok.Currencies.Currency.Of(group.Key).Text(group.Sum(sum => sum.Amount)), group.Sum(sum => sum.Count))),
    ];
}
