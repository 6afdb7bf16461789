using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.SecondFactors;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Passkeys;

/// <summary>
/// Adds a passkey: the browser is told what to make, makes it, and gives it back. With it one signs in without a password, and it is a second factor beside one. Who gets their first
/// second factor by it gets recovery codes too, this once.
/// </summary>
internal static class RegisterPasskey
{
    internal sealed record RegisterPasskeyRequest(string? Name, JsonElement? Credential) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Name, "name", Passkey.LongestName);
            CheckCredential(errors, Credential, "credential", required: true);
        }
    }

    /// <param name="RecoveryCodes">When this is the first second factor; else null.</param>
    internal sealed record RegisteredPasskeyAnswer(Guid Id, string Name, string Domain, bool Synced, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, IReadOnlyList<string>? RecoveryCodes, long Version) : IVersionedAnswer;

    internal static void CheckCredential(RequestErrors errors, JsonElement? credential, string member, bool required)
    {
        if (credential is not { ValueKind: not JsonValueKind.Null } given)
        {
            if (required) errors.Add(member, "This is required: what the browser gave, by its toJSON().");
        }
        else if (given.ValueKind != JsonValueKind.Object || given.GetRawText().Length > PasskeyCeremony.LongestCredential)
        {
            errors.Add(member, "Give what the browser gave, by its toJSON().");
        }
    }

    internal static async Task<IResult> OfferAsync(CallerContext caller, IdentityDbContext db, PasskeyCeremony ceremony, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var person = await db.People.AsNoTracking().FirstAsync(row => row.Id == id, cancellationToken);
        return TypedResults.Ok(await ceremony.OfferToMakeAsync(person, caller.Caller.SessionId!.Value, cancellationToken));
    }

    internal static async Task<IResult> HandleAsync(
        RegisterPasskeyRequest request, CallerContext caller, IdentityDbContext db, PasskeyCeremony ceremony, SecondFactorChanging changing, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ceremony.TakeMadeAsync(request.Credential!.Value, caller.Caller.Person, caller.Caller.SessionId!.Value, cancellationToken) is not { } taken) return PasskeyErrors.NotMade.ToProblem();
        Passkey passkey = null!;
        List<string>? codes = null;
        try
        {
            var refusal = await changing.RunAsync("passkey_added", LetterKinds.PasskeyAdded, async person =>
            {
                if (person.Passkeys >= Passkey.MostOfPerson) return PasskeyErrors.TooMany;
                passkey = Passkey.Add(person.Id, taken.Made, taken.Domain, request.Name!, time.GetUtcNow());
                db.Add(passkey);
                if (!person.HasSecondFactor) codes = await changing.RenewCodesAsync(person.Id, cancellationToken);
                person.CountPasskeys(person.Passkeys + 1);
                return null;
            }, cancellationToken, ("passkey", request.Name!));
            if (refusal is not null) return refusal.ToProblem();
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return PasskeyErrors.Known.ToProblem();
        }
        return TypedResults.Created($"/api/v1/auth/passkeys/{passkey.Id}", new RegisteredPasskeyAnswer(passkey.Id, passkey.Name, passkey.Domain, passkey.IsBackedUp, passkey.CreatedAt, null, codes, passkey.Version));
    }
}
