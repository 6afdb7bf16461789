using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Providers;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>
/// Takes what a browser brings back from an identity provider, once, from the client that began and for the browser that it began for. Signs the person in, or says what they have to prove here
/// first; then <see cref="FinishExternal"/> goes on from there.
/// </summary>
internal static class ReturnExternal
{
    private const int LongestCode = 4000;

    /// <param name="Error">As the provider gave it in the place of a code.</param>
    /// <param name="Iss">The issuer that the provider named beside the code, if it did.</param>
    internal sealed record ReturnExternalRequest(string? State, string? Binding, string? Code, string? Error, string? Iss) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(State, "state", SecretText.Longest);
            errors.Text(Binding, "binding", SecretText.Longest);
            errors.OptionalText(Iss, "iss", IdentityProvider.LongestIssuer);
            errors.OptionalText(Error, "error", 200);
            if (Error is null) errors.Text(Code, "code", LongestCode);
        }
    }

    internal static async Task<IResult> HandleAsync(
        ReturnExternalRequest request, HttpContext http, TenantContext named, ExternalAttempts attempts, IdentityDbContext db, CodeForToken exchange, LettingIn lettingIn, Seals seals, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!named.IsSet) return ExternalErrors.TenantRequired.ToProblem();
        if (await ExternalAttempts.FindAsync(db, request.State!, request.Binding!, cancellationToken) is not { } attempt || !attempt.MayReturn(time.GetUtcNow())) return ExternalErrors.AttemptInvalid.ToProblem();
        if (await db.IdentityProviders.AsNoTracking().Where(row => row.Id == attempt.ProviderId && row.Enabled)
                .Select(row => new { Provider = row, Secret = EF.Property<byte[]>(row, IdentityProvider.Secret) }).SingleOrDefaultAsync(cancellationToken) is not { } known) return ExternalErrors.AttemptInvalid.ToProblem();
        // Of two who come with the same, one goes on.
        if (!await attempts.ReturnsAsync(attempt, cancellationToken)) return ExternalErrors.AttemptInvalid.ToProblem();
        if (request.Error is not null) return await attempts.RefuseAsync(attempt, ExternalErrors.Cancelled, "provider_said_no");

        var (person, wrong) = await exchange.RunAsync(known.Provider, known.Secret, attempt, request.Code!, request.Iss, cancellationToken);
        if (person is null) return await attempts.RefuseAsync(attempt, wrong == CodeForToken.Unreachable ? ExternalErrors.Unreachable : ExternalErrors.Refused, wrong!);
        var (signedIn, refusal) = await lettingIn.RunAsync(known.Provider, person, new GivenProof(null, default), Languages.Of(http.Request), cancellationToken);
        if (signedIn is not null) return TypedResults.Ok(SignedInAnswer.From(signedIn, time));
        if (!LettingIn.AsksMore(refusal!)) return await attempts.RefuseAsync(attempt, refusal!, refusal!.Code);
        await attempts.KeepAsync(attempt, seals.Seal(JsonSerializer.Serialize(person), ExternalAttempt.VouchedPurpose), cancellationToken);
        return refusal!.ToProblem();
    }
}
