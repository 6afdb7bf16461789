using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.SignOuts;

/// <summary>The route of the page on which a person signs out because an app asked for it.</summary>
internal static class SignOutEndpoints
{
    internal static void MapSignOuts(this RouteGroupBuilder api) =>
        api.MapGroup("/auth/sign-outs").WithTags("Apps").WithMetadata(new NotForKeysMetadata())
            .MapPost("/look-up", LookUpSignOut.HandleAsync).OpenToAll("Who has signed out already is led back to the app too.").WithName("LookUpSignOut")
            .WithExample("""{"request": "the-request-of-the-pages-address"}""").WithSummary("Which app asks that its person sign out, and where the browser goes then")
            .Produces<LookUpSignOut.SignOutAnswer>().Refuses(LookUpSignOut.NotFound);
}
