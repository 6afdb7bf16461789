using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Authorizations;

/// <summary>The routes of the page where a person lets an app in. No key and no app decides for a person.</summary>
internal static class AuthorizationEndpoints
{
    private const string Own = "A person lets an app do what they may do themselves.";
    private const string BeforeSignIn = "Who has not signed in yet must be told where to.";

    internal static void MapAuthorizations(this RouteGroupBuilder api)
    {
        var requests = api.MapGroup("/auth/authorizations").WithTags("Apps").NeverStored().WithMetadata(new NotForKeysMetadata());
        requests.MapPost("/look-up", LookUpAuthorization.HandleAsync).OpenToAll(BeforeSignIn).WithName("LookUpAuthorization")
            .WithExample("""{"request": "the-request-of-the-pages-address"}""").WithSummary("Which app of which company asks to be let in").Produces<LookUpAuthorization.LookedUpAnswer>().Refuses(AuthorizationErrors.NotFound);
        requests.MapPost("/abandon", AbandonAuthorization.HandleAsync).OpenToAll(BeforeSignIn).WithName("AbandonAuthorization")
            .WithExample("""{"request": "the-request-of-the-pages-address"}""").WithSummary("Send the browser back to the app without anybody having signed in").Produces<DecidedAnswer>().Refuses(AuthorizationErrors.NotFound);
        requests.MapGet("/{handle}", ShowAuthorization.HandleAsync).ForEverySignedIn(Own).WithName("ShowAuthorization").WithSummary("What an app asks to be let in for, and what is left to decide")
            .Produces<ShowAuthorization.AuthorizationAnswer>().Refuses(AuthorizationErrors.NotFound);
        requests.MapPost("/{handle}", DecideAuthorization.HandleAsync).ForEverySignedIn(Own).WithName("DecideAuthorization")
            .WithExample("""{"decision": "allow"}""").WithSummary("Let an app in, or not; tells where the browser goes with the decision").Produces<DecidedAnswer>()
            .Refuses(AuthorizationErrors.NotFound, AuthorizationErrors.DecisionNeeded, AuthorizationErrors.ProofNeeded, SessionErrors.AccountInactive, SessionErrors.TenantSuspended, SessionErrors.SessionEnded);
    }
}

/// <param name="Location">Where the browser goes next. It holds a secret, good once and for two minutes.</param>
internal sealed record DecidedAnswer(string Location);
