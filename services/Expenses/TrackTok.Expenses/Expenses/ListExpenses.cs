using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Lists living expenses, newest first unless asked otherwise: a page costs the same wherever it stands. Who may see only their own gets only those.
/// </summary>
internal static class ListExpenses
{
    public static async Task<Results<Ok<Page<ExpenseResponse>>, WrittenPage, ProblemHttpResult>> HandleAsync(
        [AsParameters] ExpenseFilters filters, [AsParameters] PageQuery query, FirstPage firstPage, ExpensesDbContext db, KnownTenants knownTenants, CallerContext caller, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (filters.Check() is { } wrong) return wrong.ToProblem();
        var (page, refusal) = PageRequest.Read(query, filters.SortedBy == ExpenseFilters.ByCreation ? 1 : 2, filters.ForCursor());
        if (page is null) return refusal!.ToProblem();
        var position = ExpensePosition.Read(page.After, filters.SortedBy);
        if (page.After is not null && position is null) return PageRequest.BadCursor.ToProblem();

        var own = caller.Caller.OnlyOwn(Permissions.ReadExpenses);
        if (filters.AreUsual && position is null && !own && !page.IncludeTotal) return await firstPage.ReadAsync(db.TenantId, page, cancellationToken);

        var expenses = db.Expenses.AsNoTracking();
        if (own) expenses = expenses.Where(expense => expense.CreatedBy == caller.Caller.Person);
        expenses = filters.Apply(expenses, (await knownTenants.GetAsync(cancellationToken)).Currency, time.GetUtcNow());
        long? total = page.IncludeTotal ? await expenses.LongCountAsync(cancellationToken) : null;
        var rows = await ExpensePosition.Order(expenses, filters.SortedBy, filters.Ascending, position)
            .Take(page.Limit + 1).Select(ExpenseResponse.Projection).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, row => row, row => ExpensePosition.Of(row, filters.SortedBy), total).Linked(http));
    }
}

/// <summary>A place in one of the list's orders: the sort value of a row, then its id.</summary>
internal sealed record ExpensePosition(DateOnly Date, decimal Amount, Guid Id)
{
    /// <summary>As a cursor keeps it. An id tells when its expense was recorded, so the order of creation is the order of ids.</summary>
    public static string[] Of(ExpenseResponse row, string sort) => sort switch
    {
        ExpenseFilters.ByAmount => [row.Amount, row.Id.ToString()],
        ExpenseFilters.ByCreation => [row.Id.ToString()],
        _ => [row.ExpenseDate.ToString("O", CultureInfo.InvariantCulture), row.Id.ToString()],
    };

    /// <summary>Null when there is no cursor, or when it is none of ours.</summary>
    public static ExpensePosition? Read(string[]? after, string sort)
    {
        if (after is null || !Guid.TryParse(after[^1], out var id)) return null;
        DateOnly date = default;
        decimal amount = 0;
        var readable = sort switch
        {
            ExpenseFilters.ByAmount => decimal.TryParse(after[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount),
            ExpenseFilters.ByCreation => true,
            _ => DateOnly.TryParseExact(after[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out date),
        };
        return readable ? new ExpensePosition(date, amount, id) : null;
    }

    /// <summary>Puts the expenses in order, and begins after the position.</summary>
    public static IQueryable<Expense> Order(IQueryable<Expense> expenses, string sort, bool ascending, ExpensePosition? after) => (sort, ascending) switch
    {
        (ExpenseFilters.ByAmount, true) => After(expenses, after, at => expense => EF.Functions.GreaterThan(ValueTuple.Create(expense.Amount, expense.Id), ValueTuple.Create(at.Amount, at.Id)))
            .OrderBy(expense => expense.Amount).ThenBy(expense => expense.Id),
        (ExpenseFilters.ByAmount, false) => After(expenses, after, at => expense => EF.Functions.LessThan(ValueTuple.Create(expense.Amount, expense.Id), ValueTuple.Create(at.Amount, at.Id)))
            .OrderByDescending(expense => expense.Amount).ThenByDescending(expense => expense.Id),
        (ExpenseFilters.ByCreation, true) => After(expenses, after, at => expense => expense.Id > at.Id).OrderBy(expense => expense.Id),
        (ExpenseFilters.ByCreation, false) => After(expenses, after, at => expense => expense.Id < at.Id).OrderByDescending(expense => expense.Id),
        (_, true) => After(expenses, after, at => expense => EF.Functions.GreaterThan(ValueTuple.Create(expense.ExpenseDate, expense.Id), ValueTuple.Create(at.Date, at.Id)))
            .OrderBy(expense => expense.ExpenseDate).ThenBy(expense => expense.Id),
        _ => After(expenses, after, at => expense => EF.Functions.LessThan(ValueTuple.Create(expense.ExpenseDate, expense.Id), ValueTuple.Create(at.Date, at.Id)))
            .OrderByDescending(expense => expense.ExpenseDate).ThenByDescending(expense => expense.Id),
    };

    private static IQueryable<Expense> After(IQueryable<Expense> expenses, ExpensePosition? after, Func<ExpensePosition, System.Linq.Expressions.Expression<Func<Expense, bool>>> isAfter) =>
        after is null ? expenses : expenses.Where(isAfter(after));
}
