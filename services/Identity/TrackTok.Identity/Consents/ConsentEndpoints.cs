using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Consents;

/// <summary>The routes of what a person lets apps do.</summary>
internal static class ConsentEndpoints
{
    private const string Own = "It concerns what the caller lets apps do for them.";

    internal static void MapConsents(this RouteGroupBuilder api)
    {
        var consents = api.MapGroup("/auth/consents").WithTags("Apps").WithMetadata(new NotForKeysMetadata());
        consents.MapGet("/", ListConsents.HandleAsync).ForEverySignedIn(Own).WithName("ListConsents").WithSummary("The apps that one lets do things in this company").Produces<Page<ListConsents.ConsentAnswer>>();
        consents.MapDelete("/{id}", WithdrawConsent.HandleAsync).ForEverySignedIn(Own).WithName("WithdrawConsent").WithSummary("Let an app do nothing any more; its tokens end at once")
            .Produces(StatusCodes.Status204NoContent).Refuses(Refusal.NotFound("consent"));
    }
}
