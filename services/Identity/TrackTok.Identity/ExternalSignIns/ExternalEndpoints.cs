using TrackTok.Identity.Passwords;
using TrackTok.Identity.Providers;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>The routes of sign-in by a company's identity provider. The company is named by its host or by a header, as at sign-in by password.</summary>
internal static class ExternalEndpoints
{
    private const string ToBeginWith = "Nobody is signed in before this.";
    private static readonly Refusal TooMany = SignInGate.TooMany(TimeSpan.FromSeconds(60));

    private static readonly Refusal[] NotLetIn =
    [
        ExternalErrors.TenantRequired, ExternalErrors.AttemptInvalid, ExternalErrors.EmailMissing, ExternalErrors.EmailUnverified, ExternalErrors.DomainNotVerified, ExternalErrors.LinkNeeded, ExternalErrors.InvitationWaiting,
        ExternalErrors.LimitReached, SecondFactor.Required, SessionErrors.AccountInactive, SessionErrors.TenantSuspended,
    ];

    internal static void MapExternalSignIn(this RouteGroupBuilder api)
    {
        var external = api.MapGroup("/auth/external").WithTags("Identity providers");
        external.MapGet("/", ListOffered.HandleAsync).OpenToAll(ToBeginWith).WithName("ListOfferedIdentityProviders").WithSummary("The identity providers that a company's sign-in page offers")
            .Produces<ListOffered.OfferedAnswer>().Refuses(ExternalErrors.TenantRequired);
        external.MapPost("/start", StartExternal.HandleAsync).OpenToAll(ToBeginWith).WithName("StartExternalSignIn").WithExample("""{"provider_id": "0190c0de-0000-7000-8000-000000000004"}""")
            .WithSummary("Begin to sign in by an identity provider: where to send the browser, and what to keep for it").Produces<StartExternal.StartedExternalAnswer>()
            .Refuses(ExternalErrors.TenantRequired, ProviderErrors.NotFound, SessionErrors.TenantSuspended, ExternalErrors.Unreachable);
        external.MapPost("/callback", ReturnExternal.HandleAsync).OpenToAll(ToBeginWith).WithName("ReturnFromExternalSignIn")
            .WithExample("""{"state": "the-state-of-the-address", "binding": "what-was-kept-for-this-browser", "code": "the-code-of-the-address", "iss": "https://login.example.com"}""")
            .WithSummary("Sign in by what the browser brings back from the identity provider").Produces<SignedInAnswer>()
            .Refuses([.. NotLetIn, ExternalErrors.Cancelled, ExternalErrors.Refused, ExternalErrors.Unreachable]);
        external.MapPost("/finish", FinishExternal.HandleAsync).OpenToAll(ToBeginWith).WithName("FinishExternalSignIn")
            .WithExample("""{"state": "the-state-of-the-address", "binding": "what-was-kept-for-this-browser", "password": "SecurePass123!"}""")
            .WithSummary("Go on with such a sign-in by what was still to be proved: a password once, or a second factor").Produces<SignedInAnswer>()
            .Refuses([.. NotLetIn, PasswordSignIn.InvalidCredentials, SecondFactor.Wrong, TooMany, PasswordRefusals.Busy]);
    }
}
