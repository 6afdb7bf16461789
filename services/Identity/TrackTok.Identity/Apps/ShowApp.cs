using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Apps;

/// <summary>Shows an app. One that was revoked is not there.</summary>
internal static class ShowApp
{
    internal static async Task<IResult> HandleAsync(Guid id, IdentityDbContext db, CancellationToken cancellationToken) =>
        await db.Apps.AsNoTracking().SingleOrDefaultAsync(app => app.Id == id && app.RevokedAt == null, cancellationToken) is { } app ? TypedResults.Ok(AppAnswer.From(app)) : AppErrors.NotFound.ToProblem();
}

/// <param name="ClientId">By which the app names itself at the OpenID Connect endpoints: its id.</param>
/// <param name="Kind"><c>public</c> or <c>confidential</c>.</param>
/// <param name="SecretSince">Null for a public app.</param>
internal sealed record AppAnswer(
    Guid Id, string ClientId, string Name, string Kind, string[] RedirectUris, string[] PostLogoutRedirectUris, string[] Scopes, string[] Grants, Guid CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? SecretSince, long Version) : IVersionedAnswer
{
    internal static AppAnswer From(App app) =>
        new(app.Id, app.Id.ToString(), app.Name, app.Kind, app.RedirectUris, app.PostLogoutRedirectUris, app.Scopes, app.Grants, app.CreatedBy, app.CreatedAt, app.UpdatedAt, app.SecretSince, app.Version);
}
