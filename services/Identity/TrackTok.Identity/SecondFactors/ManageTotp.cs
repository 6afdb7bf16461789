using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.SecondFactors;

/// <summary>Whether a second factor is in force, and how many recovery codes are left.</summary>
internal static class ShowTotp
{
    internal sealed record TotpAnswer(bool Enabled, DateTimeOffset? Since, int RecoveryCodesLeft);

    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        return TypedResults.Ok(await db.People.Where(person => person.Id == id)
            .Select(person => new TotpAnswer(person.TotpSince != null, person.TotpSince, db.RecoveryCodes.Count(code => code.PersonId == id))).SingleAsync(cancellationToken));
    }
}

/// <summary>Replaces one's recovery codes by new ones.</summary>
internal static class RenewRecoveryCodes
{
    internal static readonly Refusal Off = new(RefusalKind.Conflict, "two_factor_off", "No second factor is in force.");

    internal static async Task<IResult> HandleAsync(SecondFactorChanging changing, CancellationToken cancellationToken)
    {
        List<string> codes = [];
        var refusal = await changing.RunAsync("recovery_codes_renewed", null, async person =>
        {
            if (!person.HasSecondFactor) return Off;
            codes = await changing.RenewCodesAsync(person.Id, cancellationToken);
            return null;
        }, cancellationToken);
        return refusal is null ? TypedResults.Ok(new ConfirmTotp.RecoveryCodesAnswer(codes)) : refusal.ToProblem();
    }
}

/// <summary>Switches the authenticator off, and the recovery codes if nothing else is left that they stand in for; the person is mailed.</summary>
internal static class SwitchOffTotp
{
    internal static async Task<IResult> HandleAsync(SecondFactorChanging changing, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var refusal = await changing.RunAsync("two_factor_disabled", Mail.LetterKinds.TwoFactorOff, async person =>
        {
            if (!person.SwitchOffTotp()) return RenewRecoveryCodes.Off;
            if (!person.HasSecondFactor) await db.RecoveryCodes.Where(code => code.PersonId == person.Id).ExecuteDeleteAsync(cancellationToken);
            return null;
        }, cancellationToken);
        return refusal is null ? TypedResults.NoContent() : refusal.ToProblem();
    }
}
