using Microsoft.EntityFrameworkCore;
using QRCoder;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.SecondFactors;

/// <summary>
/// Makes a secret for an authenticator program. Nothing asks for its codes until one was given back (<see cref="ConfirmTotp"/>): who scans it wrongly is not locked out.
/// Refused while another authenticator is in force.
/// </summary>
internal static class SetUpTotp
{
    internal static readonly Refusal AlreadyOn = new(RefusalKind.Conflict, "two_factor_already_on", "A second factor is in force; switch it off first.");

    /// <param name="Secret">Base 32, for typing.</param>
    /// <param name="OtpauthUri">What a QR code for authenticator programs holds.</param>
    /// <param name="QrSvg">That QR code as an SVG image.</param>
    internal sealed record TotpSetupAnswer(string Secret, string OtpauthUri, string QrSvg);

    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, Seals seals, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var secret = Totp.NewSecret();
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").ToListAsync(cancellationToken))[0];
        if (!person.BeginTotp(seals.Seal(Convert.ToBase64String(secret), SecondFactor.Purpose))) return AlreadyOn.ToProblem();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);

        var text = Totp.Base32(secret);
        var uri = $"otpauth://totp/TrackTok:{Uri.EscapeDataString(person.Email)}?secret={text}&issuer=TrackTok";
        return TypedResults.Ok(new TotpSetupAnswer(text, uri, Draw(uri)));
    }

    private static string Draw(string uri)
    {
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var image = new SvgQRCode(code);
        return image.GetGraphic(4);
    }
}
