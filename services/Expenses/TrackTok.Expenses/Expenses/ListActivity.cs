using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Expenses;

/// <summary>What was done to an expense, by whom, with old and new values, newest first (SPEC 6.10): its entries of the audit trail.</summary>
internal static class ListActivity
{
    public static async Task<Results<Ok<Page<ActivityResponse>>, ProblemHttpResult>> HandleAsync(
        Guid id, [AsParameters] PageQuery query, ExpensesDbContext db, ExpenseKeeper keeper, HttpContext http, CancellationToken cancellationToken)
    {
        var (page, refusal) = PageRequest.Read(query, 1, id.ToString(), "activity");
        if (page is null) return refusal!.ToProblem();
        if (!await keeper.MaySeeAsync(id, cancellationToken)) return ExpenseErrors.NotFound.ToProblem();

        var entries = db.Audit.AsNoTracking().Where(entry => entry.EntityId == id);
        long? total = page.IncludeTotal ? await entries.LongCountAsync(cancellationToken) : null;
        if (page.After is [var after])
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return PageRequest.BadCursor.ToProblem();
            entries = entries.Where(entry => entry.EntityVersion < version);
        }
        var rows = await entries.OrderByDescending(entry => entry.EntityVersion).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, ActivityResponse.From, row => [row.EntityVersion!.Value.ToString(CultureInfo.InvariantCulture)], total).Linked(http));
    }
}

/// <param name="Action">Noun and verb: <c>expense.recorded</c>.</param>
/// <param name="ActorId">The person; null for the system itself.</param>
/// <param name="Version">The version that it led to.</param>
internal sealed record ActivityResponse(Guid Id, string Action, DateTimeOffset At, Guid? ActorId, long Version, IReadOnlyList<ActivityChange> Changes)
{
    public static ActivityResponse From(AuditEntry entry) => new(entry.Id, entry.Action, entry.OccurredAt, entry.ActorId, entry.EntityVersion!.Value, Read(entry.Changes));

    private static List<ActivityChange> Read(string changes) =>
        [.. JsonElement.Parse(changes).EnumerateObject().Where(member => member.Name != "updated_at").Select(member => new ActivityChange(member.Name, member.Value[0], member.Value[1]))];
}

/// <summary>A member's value before and after.</summary>
internal sealed record ActivityChange(string Member, JsonElement Old, JsonElement New);
