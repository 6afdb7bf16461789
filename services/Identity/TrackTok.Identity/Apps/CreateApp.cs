using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.OpenId;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Apps;

/// <summary>
/// Registers an app. It gets no scope that the role of whoever registers it does not include. The secret of a confidential app is told in this answer and kept nowhere; a repetition by
/// <c>Idempotency-Key</c> tells it again, because the stored answer is sealed with that key.
/// </summary>
internal static class CreateApp
{
    internal sealed record CreateAppRequest(string? Name, string? Kind, string[]? RedirectUris, string[]? PostLogoutRedirectUris, string[]? Scopes, string[]? Grants) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Name, "name", App.LongestName);
            if (errors.Required(Kind, "kind")) errors.OneOf(Kind, "kind", AppKinds.Public, AppKinds.Confidential);
        }
    }

    /// <param name="ClientSecret">Null for a public app.</param>
    internal sealed record CreatedAppAnswer(
        Guid Id, string ClientId, string? ClientSecret, string Name, string Kind, string[] RedirectUris, string[] PostLogoutRedirectUris, string[] Scopes, string[] Grants, Guid CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
        DateTimeOffset? SecretSince, long Version) : IVersionedAnswer
    {
        internal static CreatedAppAnswer From(App app, string? secret) =>
            new(app.Id, app.Id.ToString(), secret, app.Name, app.Kind, app.RedirectUris, app.PostLogoutRedirectUris, app.Scopes, app.Grants, app.CreatedBy, app.CreatedAt, app.UpdatedAt, app.SecretSince, app.Version);
    }

    internal static async Task<IResult> HandleAsync(
        CreateAppRequest request, CallerContext caller, IdentityDbContext db, PermissionNames permissions, AppClients clients, TimeProvider time, CancellationToken cancellationToken)
    {
        var terms = AppTerms.Of(request.RedirectUris ?? [], request.PostLogoutRedirectUris ?? [], request.Scopes ?? [], request.Grants ?? [AppGrants.AuthorizationCode]);
        var errors = new RequestErrors();
        terms.Check(request.Kind!, await permissions.OfAsync(caller.Caller.Role!.Value, cancellationToken), null, errors);
        if (errors.ToRefusal() is { } unfit) return unfit.ToProblem();

        // One at a time, so that the count holds.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"apps:" + db.TenantId}, 0))", cancellationToken);
        if (await db.Apps.CountAsync(app => app.RevokedAt == null, cancellationToken) >= App.Most) return AppErrors.TooMany.ToProblem();
        var app = App.Register(request.Name!, request.Kind!, terms, caller.Caller.Person, time.GetUtcNow());
        db.Add(app);
        await db.SaveChangesAsync(cancellationToken);
        var secret = app.IsConfidential ? SecretText.New(Prefix).Text : null;
        await clients.WriteAsync(app, secret, cancellationToken);
        return TypedResults.Created($"/api/v1/apps/{app.Id}", CreatedAppAnswer.From(app, secret));
    }

    /// <summary>By which a secret that was published by mistake is found.</summary>
    internal const string Prefix = "tts_";
}
