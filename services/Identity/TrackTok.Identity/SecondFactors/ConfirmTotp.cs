using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.SecondFactors;

/// <summary>Puts the authenticator in force by a first code of it, and tells recovery codes, once. From then on every sign-in with the password asks for a second factor.</summary>
internal static class ConfirmTotp
{
    internal static readonly Refusal WrongCode = new(RefusalKind.Invalid, "wrong_code", "This is not the authenticator's present code; begin the set-up anew if it never is.")
    {
        Errors = new Dictionary<string, string[]> { ["code"] = ["This is not the present code."] },
    };

    internal sealed record ConfirmTotpRequest(string? Code) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Code, "code", SecondFactor.LongestCode);
    }

    internal sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);

    internal static async Task<IResult> HandleAsync(
        ConfirmTotpRequest request, IdentityDbContext db, SecondFactor factor, SecondFactorChanging changing, TimeProvider time, CancellationToken cancellationToken)
    {
        List<string> codes = [];
        var refusal = await changing.RunAsync("two_factor_enabled", Mail.LetterKinds.TwoFactorOn, async person =>
        {
            var code = request.Code!.Replace(" ", "", StringComparison.Ordinal);
            if (person.TotpPending is not { } pending || !await factor.UseAsync(db, person.Id, pending, code, person.TotpLastStep, cancellationToken)) return WrongCode;
            person.ConfirmTotp(time.GetUtcNow());
            codes = await changing.RenewCodesAsync(person.Id, cancellationToken);
            return null;
        }, cancellationToken);
        return refusal is null ? TypedResults.Ok(new RecoveryCodesAnswer(codes)) : refusal.ToProblem();
    }
}
