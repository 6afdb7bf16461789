using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Apps;

/// <summary>Lists the apps that the company lets in, the newest first.</summary>
internal static class ListApps
{
    internal static async Task<IResult> HandleAsync([AsParameters] PageQuery page, HttpContext http, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (request is null) return refusal!.ToProblem();
        var apps = db.Apps.AsNoTracking().Where(app => app.RevokedAt == null);
        var total = request.IncludeTotal ? await apps.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var id])
        {
            if (!Guid.TryParse(id, out var after)) return PageRequest.BadCursor.ToProblem();
            apps = apps.Where(app => app.Id < after);
        }
        var rows = await apps.OrderByDescending(app => app.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, AppAnswer.From, app => [app.Id.ToString()], total).Linked(http));
    }
}
