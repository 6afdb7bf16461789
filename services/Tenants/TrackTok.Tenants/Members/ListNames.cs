using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>
/// Tells every member what the others are called, and no more of them: a history or a comment names people, whoever reads it. All of them in the order in which they joined, those who left included,
/// or those whose ids are given.
/// </summary>
internal static class ListNames
{
    internal static async Task<Results<Ok<Page<NameAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, [FromQuery(Name = "id")] Guid[]? ids, HttpContext http, TenantsDbContext db, CancellationToken cancellationToken)
    {
        if (ids?.Length > PageRequest.LargestLimit) return Refusal.Invalid("id", $"Give at most {PageRequest.LargestLimit} ids.").ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 1, ids is null ? null : string.Join(',', ids));
        if (request is null) return refusal!.ToProblem();

        var members = db.Memberships.AsNoTracking();
        if (ids is { Length: > 0 }) members = members.Where(member => ids.Contains(member.UserId));
        var total = request.IncludeTotal ? await members.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var id])
        {
            if (!Guid.TryParse(id, out var after)) return PageRequest.BadCursor.ToProblem();
            members = members.Where(member => member.UserId > after);
        }
        var rows = await members.OrderBy(member => member.UserId).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, NameAnswer.From, member => [member.UserId.ToString()], total).Linked(http));
    }
}

internal sealed record NameAnswer(Guid UserId, string Name)
{
    internal static NameAnswer From(Membership membership) => new(membership.UserId, $"{membership.FirstName} {membership.LastName}".Trim());
}
