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
        var done = await changing.RunAsync("recovery_codes_renewed", null, async person =>
        {
            if (person.TotpSince is null) return false;
            codes = await changing.RenewCodesAsync(person.Id, cancellationToken);
            return true;
        }, cancellationToken);
        return done ? TypedResults.Ok(new ConfirmTotp.RecoveryCodesAnswer(codes)) : Off.ToProblem();
    }
}

/// <summary>Switches the second factor off, with its recovery codes; the person is mailed.</summary>
internal static class SwitchOffTotp
{
    internal static async Task<IResult> HandleAsync(SecondFactorChanging changing, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var done = await changing.RunAsync("two_factor_disabled", Mail.LetterKinds.TwoFactorOff, async person =>
        {
            if (!person.SwitchOffTotp()) return false;
            await db.RecoveryCodes.Where(code => code.PersonId == person.Id).ExecuteDeleteAsync(cancellationToken);
            return true;
        }, cancellationToken);
        return done ? TypedResults.NoContent() : RenewRecoveryCodes.Off.ToProblem();
    }
}
