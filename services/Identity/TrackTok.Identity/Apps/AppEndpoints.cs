using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.Apps;

/// <summary>The routes of apps. No app lets others in, and no key does.</summary>
internal static class AppEndpoints
{
    internal static void MapApps(this RouteGroupBuilder api)
    {
        var apps = api.MapGroup("/apps").WithTags("Apps").NeverStored().WithMetadata(new NotForKeysMetadata()).WithTransactions<IdentityDbContext>();
        apps.MapGet("/", ListApps.HandleAsync).Requires(Permissions.ManageApps).WithName("ListApps").WithSummary("Apps that the company lets in, the newest first").Produces<Page<AppAnswer>>();
        apps.MapPost("/", CreateApp.HandleAsync).Requires(Permissions.ManageApps).NeedsRecentProof().WithName("CreateApp")
            .WithExample("""{"name": "Travel planner", "kind": "confidential", "redirect_uris": ["https://travel.example.com/callback"], "post_logout_redirect_uris": ["https://travel.example.com/"], "scopes": ["openid", "expenses.create", "projects.read"], "grants": ["authorization_code", "refresh_token"]}""")
            .WithSummary("Register an app; the secret of a confidential one is told this once").Produces<CreateApp.CreatedAppAnswer>(StatusCodes.Status201Created).Refuses(AppErrors.TooMany);
        apps.MapGet("/{id:guid}", ShowApp.HandleAsync).Requires(Permissions.ManageApps).WithName("ShowApp").WithSummary("An app").Produces<AppAnswer>().Refuses(AppErrors.NotFound);
        apps.MapPatch("/{id:guid}", ChangeApp.HandleAsync).Requires(Permissions.ManageApps).WithName("ChangeApp")
            .WithExample("""{"redirect_uris": ["https://travel.example.com/callback", "https://staging.travel.example.com/callback"]}""")
            .WithSummary("Change an app (merge patch); what allows it less ends its tokens").Produces<AppAnswer>().Refuses(AppErrors.NotFound);
        apps.MapPost("/{id:guid}/secret", RenewAppSecret.HandleAsync).Requires(Permissions.ManageApps).NeedsRecentProof().WithName("RenewAppSecret")
            .WithSummary("Give an app a new secret, told this once; the old one is worth nothing from then on").Produces<CreateApp.CreatedAppAnswer>().Refuses(AppErrors.NotFound, AppErrors.NoSecret);
        apps.MapDelete("/{id:guid}", RevokeApp.HandleAsync).Requires(Permissions.ManageApps).WithName("RevokeApp").WithSummary("Revoke an app: its tokens end at once")
            .Produces(StatusCodes.Status204NoContent).Refuses(AppErrors.NotFound);
    }
}
