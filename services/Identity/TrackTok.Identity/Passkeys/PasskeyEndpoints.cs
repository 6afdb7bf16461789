using System.Text.Json;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Passkeys;

/// <summary>The routes of passkeys. What browsers give and take is in their own form (<c>parseCreationOptionsFromJSON</c>, <c>toJSON</c>) and keeps their spelling.</summary>
internal static class PasskeyEndpoints
{
    private const string OnesOwn = "It concerns the caller's own passkeys only.";
    private const string Credential = """{"id": "AbC", "rawId": "AbC", "type": "public-key", "clientExtensionResults": {}, "response": {"clientDataJSON": "eyJ0", "attestationObject": "o2Nm"}}""";
    private const string Assertion = """{"id": "AbC", "rawId": "AbC", "type": "public-key", "clientExtensionResults": {}, "response": {"clientDataJSON": "eyJ0", "authenticatorData": "SZYN", "signature": "MEUC", "userHandle": "MDE5"}}""";

    internal static void MapPasskeys(this RouteGroupBuilder api)
    {
        var passkeys = api.MapGroup("/auth/passkeys").WithTags("Passkeys").NeverStored();
        passkeys.MapGet("/", ListPasskeys.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().WithName("ListPasskeys").WithSummary("One's own passkeys").Produces<Page<PasskeyAnswer>>();
        passkeys.MapPost("/options", RegisterPasskey.OfferAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().NeedsRecentProof().WithName("OfferPasskey")
            .WithSummary("Begin to add a passkey: what the browser needs to make one").Produces<JsonElement>();
        passkeys.MapPost("/", RegisterPasskey.HandleAsync).ForEverySignedInAndOperators(OnesOwn).WithoutSecondFactor().NeedsRecentProof().WithName("RegisterPasskey")
            .WithExample($$"""{"name": "My laptop", "credential": {{Credential}}}""").WithSummary("Add the passkey that the browser made")
            .Produces<RegisterPasskey.RegisteredPasskeyAnswer>(StatusCodes.Status201Created).Refuses(PasskeyErrors.NotMade, PasskeyErrors.Known, PasskeyErrors.TooMany);
        passkeys.MapPatch("/{id:guid}", RenamePasskey.HandleAsync).ForEverySignedInAndOperators(OnesOwn).NeedsOwnProof().WithName("RenamePasskey")
            .WithExample("""{"name": "My old laptop"}""").WithSummary("Rename a passkey").Produces<PasskeyAnswer>().Refuses(PasskeyErrors.NotFound);
        passkeys.MapDelete("/{id:guid}", RemovePasskey.HandleAsync).ForEverySignedInAndOperators(OnesOwn).NeedsRecentProof().WithName("RemovePasskey").WithSummary("Remove a passkey")
            .Produces(StatusCodes.Status204NoContent).Refuses(PasskeyErrors.NotFound, SecondFactorChanging.Stays);
        passkeys.MapPost("/sign-in/options", PasskeySignIn.AskAsync).OpenToAll("Nobody is signed in before this.").WithName("AskForPasskey")
            .WithSummary("Begin to sign in by passkey: what the browser needs to ask for one").Produces<JsonElement>();
        passkeys.MapPost("/sign-in", PasskeySignIn.HandleAsync).OpenToAll("Nobody is signed in before this.").WithName("SignInByPasskey")
            .WithExample($$"""{"credential": {{Assertion}}}""").WithSummary("Sign in by the passkey that the browser shows").Produces<SignedInAnswer>()
            .Refuses(PasskeyErrors.Invalid, SessionErrors.AccountInactive, SessionErrors.TenantSuspended, PlaceChoice.TenantChoice([]));
    }
}
