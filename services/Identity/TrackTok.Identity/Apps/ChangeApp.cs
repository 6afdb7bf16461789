using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.OpenId;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Apps;

/// <summary>
/// Changes what an app is called and allowed, as a merge patch; lists are replaced whole. Where it is allowed less, the access tokens that it holds are dead with the next request, and its
/// refresh tokens give what is left.
/// </summary>
internal static class ChangeApp
{
    internal sealed record ChangeAppRequest(Change<string> Name, Change<string[]> RedirectUris, Change<string[]> PostLogoutRedirectUris, Change<string[]> Scopes, Change<string[]> Grants) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            if (Name.IsGiven) errors.Text(Name.Value, "name", App.LongestName);
        }
    }

    internal static async Task<IResult> HandleAsync(
        Guid id, ChangeAppRequest request, IfMatch ifMatch, CallerContext caller, IdentityDbContext db, PermissionNames permissions, AppClients clients, AppEnding ending, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Apps.SingleOrDefaultAsync(row => row.Id == id && row.RevokedAt == null, cancellationToken) is not { } app) return AppErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(app.Version)) return (await StaleVersion.RefuseAsync(db, app, ifMatch, cancellationToken)).ToProblem();
        var before = AppTerms.Of(app);
        var terms = AppTerms.Of(
            request.RedirectUris.Or(before.RedirectUris) ?? [], request.PostLogoutRedirectUris.Or(before.PostLogoutRedirectUris) ?? [], request.Scopes.Or(before.Scopes) ?? [], request.Grants.Or(before.Grants) ?? []);
        var errors = new RequestErrors();
        terms.Check(app.Kind, await permissions.OfAsync(caller.Caller.Role!.Value, cancellationToken), before, errors);
        if (errors.ToRefusal() is { } unfit) return unfit.ToProblem();

        var now = time.GetUtcNow();
        if (app.Revise(request.Name.Value ?? app.Name, terms, now)) await ending.EndTokensAsync(db, app, now, cancellationToken);
        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync(cancellationToken);
            await clients.WriteAsync(app, null, cancellationToken);
        }
        return TypedResults.Ok(AppAnswer.From(app));
    }
}
