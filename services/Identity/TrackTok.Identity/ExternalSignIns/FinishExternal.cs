using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>
/// Goes on with a sign-in that was refused because something is to be proved here first: by their password that an account of before is theirs, or by the second factor that the company asks for.
/// Asked without a proof it says again what it waits for. Wrong guesses count as failed sign-ins, and the attempt ends when its ten minutes are over.
/// </summary>
internal static class FinishExternal
{
    internal sealed record FinishExternalRequest(string? State, string? Binding, string? Password, string? Totp, JsonElement? Passkey) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(State, "state", SecretText.Longest);
            errors.Text(Binding, "binding", SecretText.Longest);
            SecondProof.Check(errors, Totp, Passkey);
            if (Password is { Length: > PasswordRule.Longest }) errors.Add("password", $"Give at most {PasswordRule.Longest} characters.");
        }
    }

    internal static async Task<IResult> HandleAsync(
        FinishExternalRequest request, HttpContext http, TenantContext named, ExternalAttempts attempts, IdentityDbContext db, LettingIn lettingIn, Seals seals, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!named.IsSet) return ExternalErrors.TenantRequired.ToProblem();
        if (await ExternalAttempts.FindAsync(db, request.State!, request.Binding!, cancellationToken) is not { } attempt || !attempt.MayFinish(time.GetUtcNow())) return ExternalErrors.AttemptInvalid.ToProblem();
        if (await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Id == attempt.ProviderId && row.Enabled, cancellationToken) is not { } provider) return ExternalErrors.AttemptInvalid.ToProblem();
        var person = JsonSerializer.Deserialize<VouchedPerson>(seals.Open(attempt.Vouched!, ExternalAttempt.VouchedPurpose))!;
        var given = new GivenProof(request.Password, SecondProof.Of(request.Totp, request.Passkey));
        var (signedIn, refusal) = await lettingIn.RunAsync(provider, person, given, Languages.Of(http.Request), cancellationToken, within => ExternalAttempts.FinishesAsync(within, attempt, time.GetUtcNow()));
        if (signedIn is not null) return TypedResults.Ok(SignedInAnswer.From(signedIn, time));
        return given.IsNone || LettingIn.AsksMore(refusal!) ? refusal!.ToProblem() : await attempts.RefuseAsync(attempt, refusal!, refusal!.Code);
    }
}
