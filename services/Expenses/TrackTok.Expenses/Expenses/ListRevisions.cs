using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Every state an expense has had, newest first, also after it was deleted.</summary>
internal static class ListRevisions
{
    public static async Task<Results<Ok<Page<RevisionResponse>>, ProblemHttpResult>> HandleAsync(
        Guid id, [AsParameters] PageQuery query, ExpensesDbContext db, ExpenseKeeper keeper, HttpContext http, CancellationToken cancellationToken)
    {
        var (page, refusal) = PageRequest.Read(query, 1, id.ToString(), "revisions");
        if (page is null) return refusal!.ToProblem();
        if (!await keeper.MaySeeAsync(id, cancellationToken)) return ExpenseErrors.NotFound.ToProblem();

        var revisions = db.ExpenseRevisions.AsNoTracking().Where(revision => revision.ExpenseId == id);
        long? total = page.IncludeTotal ? await revisions.LongCountAsync(cancellationToken) : null;
        if (page.After is [var after])
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return PageRequest.BadCursor.ToProblem();
            revisions = revisions.Where(revision => revision.Version < version);
        }
        var rows = await revisions.OrderByDescending(revision => revision.Version).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, RevisionResponse.From, row => [row.Version.ToString(CultureInfo.InvariantCulture)], total).Linked(http));
    }
}

/// <param name="Change">What happened: <c>recorded</c>, <c>changed</c>, <c>approved</c>, <c>deleted</c> …</param>
/// <param name="Expense">The expense as it was then.</param>
internal sealed record RevisionResponse(long Version, string Change, DateTimeOffset RevisedAt, Guid? RevisedBy, JsonElement Expense)
{
    public static RevisionResponse From(ExpenseRevision revision) =>
        new(revision.Version, revision.Change, revision.RevisedAt, revision.RevisedBy, JsonElement.Parse(revision.Content));
}
