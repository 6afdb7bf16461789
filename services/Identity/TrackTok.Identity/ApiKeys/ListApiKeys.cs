using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.ApiKeys;

/// <summary>Lists the API keys that were not revoked, the newest first: one's own, or everybody's for owners and admins.</summary>
internal static class ListApiKeys
{
    /// <param name="Ending">The key's last four characters.</param>
    /// <param name="UserId">Whose it is, and as whom it works.</param>
    internal sealed record ApiKeyAnswer(
        Guid Id, string Name, string[] Scopes, string Ending, Guid UserId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedFrom, long Version);

    internal static async Task<IResult> HandleAsync([AsParameters] PageQuery page, HttpContext http, CallerContext caller, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (request is null) return refusal!.ToProblem();
        var keys = db.ApiKeys.AsNoTracking().Where(key => key.RevokedAt == null);
        var person = caller.Caller.Person;
        if (caller.Caller.OnlyOwn(Permissions.ManageApiKeys)) keys = keys.Where(key => key.PersonId == person);
        var total = request.IncludeTotal ? await keys.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var id])
        {
            if (!Guid.TryParse(id, out var after)) return PageRequest.BadCursor.ToProblem();
            keys = keys.Where(key => key.Id < after);
        }
        var rows = await keys.OrderByDescending(key => key.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(
            rows,
            key => new ApiKeyAnswer(key.Id, key.Name, key.Scopes, key.Ending, key.PersonId, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.LastUsedFrom, key.Version),
            key => [key.Id.ToString()], total).Linked(http));
    }
}
