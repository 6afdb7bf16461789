using System.Text.Json;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Passkeys;

/// <summary>
/// Signs a person in by a passkey alone: it says who they are, and the authenticator has asked for a finger, a face or a PIN, so it is both factors at once. Guesses at a password do not
/// lock it. Where a company must be chosen first the same answer of the authenticator comes again: it is good until it has let somebody in, once.
/// </summary>
internal static class PasskeySignIn
{
    /// <summary>The name of this way in.</summary>
    internal const string How = "passkey";

    internal sealed record PasskeySignInRequest(JsonElement? Credential) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => RegisterPasskey.CheckCredential(errors, Credential, "credential", required: true);
    }

    internal static async Task<IResult> AskAsync(PasskeyCeremony ceremony, CancellationToken cancellationToken) =>
        TypedResults.Ok((await ceremony.AskAsync(PasskeyPurpose.SignIn, null, null, cancellationToken))!.Value);

    internal static async Task<IResult> HandleAsync(
        PasskeySignInRequest request, PasskeyCeremony ceremony, PlaceChoice places, SessionOpening opening, TenantWork tenantWork, TenantContext named, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ceremony.LookAsync(request.Credential!.Value, PasskeyPurpose.SignIn, null, null, cancellationToken) is not { } shown)
        {
            if (named.IsSet) await NoteAsync(tenantWork, named.TenantId);
            return PasskeyErrors.Invalid.ToProblem();
        }
        var (member, refusal) = await places.ChooseAsync(shown.Person, PasskeyErrors.Invalid, cancellationToken);
        if (member is null) return refusal!.ToProblem();
        var tokens = await opening.OpenAsync(shown.Person, member, How, cancellationToken, first: db => ceremony.UseAsync(db, shown, cancellationToken));
        return tokens is null ? PasskeyErrors.Invalid.ToProblem() : TypedResults.Ok(SignedInAnswer.From(new SignedIn(shown.Person, member, tokens), time));
    }

    private static Task<bool> NoteAsync(TenantWork tenantWork, Guid tenantId) => tenantWork.RunAsync(tenantId, null, async scoped =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(scoped, CancellationToken.None);
        scoped.Record("person.sign_in_failed", "person", Guid.Empty, after: new { how = How });
        await scoped.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    });
}
