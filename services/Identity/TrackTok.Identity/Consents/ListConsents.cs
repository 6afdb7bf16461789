using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Consents;

/// <summary>Lists what one lets apps do in this company, the newest first. What was let to an app that was revoked since is not shown.</summary>
internal static class ListConsents
{
    internal sealed record ConsentAnswer(Guid Id, Guid AppId, string App, string[] Scopes, DateTimeOffset GivenAt);

    internal static async Task<IResult> HandleAsync([AsParameters] PageQuery page, HttpContext http, CallerContext caller, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (request is null) return refusal!.ToProblem();
        var person = caller.Caller.Person;
        var consents = db.Consents.Where(consent => consent.PersonId == person)
            .Join(db.Apps.Where(app => app.RevokedAt == null), consent => consent.AppId, app => app.Id, (consent, app) => new { consent.Id, AppId = app.Id, App = app.Name, consent.Scopes, consent.GivenAt });
        var total = request.IncludeTotal ? await consents.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var id])
        {
            if (!Guid.TryParse(id, out var after)) return PageRequest.BadCursor.ToProblem();
            consents = consents.Where(consent => consent.Id < after);
        }
        var rows = await consents.OrderByDescending(consent => consent.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, consent => new ConsentAnswer(consent.Id, consent.AppId, consent.App, consent.Scopes, consent.GivenAt), consent => [consent.Id.ToString()], total).Linked(http));
    }
}
