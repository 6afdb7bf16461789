using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>Lists an account's ledger, newest entry first: every movement of its balance and what it was after.</summary>
internal static class ListEntries
{
    public static async Task<Results<Ok<Page<EntryAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, [AsParameters] PageQuery query, ExpensesDbContext db, HttpContext http, CancellationToken cancellationToken)
    {
        var (page, refusal) = PageRequest.Read(query, 1, id.ToString());
        if (page is null) return refusal!.ToProblem();
        var before = long.MaxValue;
        if (page.After is { } after && !long.TryParse(after[0], NumberStyles.None, CultureInfo.InvariantCulture, out before)) return PageRequest.BadCursor.ToProblem();

        var account = await db.Accounts.AsNoTracking().Where(account => account.Id == id && account.DeletedAt == null)
            .Select(account => new { account.CurrencyCode, account.EntryCount }).SingleOrDefaultAsync(cancellationToken);
        if (account is null) return AccountErrors.NotFound.ToProblem();
        var rows = await db.LedgerEntries.AsNoTracking().Where(entry => entry.AccountId == id && entry.Number < before)
            .OrderByDescending(entry => entry.Number).Take(page.Limit + 1)
            .Select(entry => new { Entry = entry, Title = db.Expenses.Where(expense => expense.Id == entry.ExpenseId).Select(expense => expense.Title).FirstOrDefault() })
            .ToListAsync(cancellationToken);

        var currency = Currency.Of(account.CurrencyCode);
        return TypedResults.Ok(page.ToPage(
            rows, row => EntryAnswer.From(row.Entry, currency) with { ExpenseTitle = row.Title }, row => [row.Entry.Number.ToString(CultureInfo.InvariantCulture)], page.IncludeTotal ? account.EntryCount : null).Linked(http));
    }
}
