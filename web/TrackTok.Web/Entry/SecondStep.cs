using TrackTok.Web.Api;
using TrackTok.Web.Design;
using TrackTok.Web.Session;

namespace TrackTok.Web.Entry;

/// <summary>
/// What a form asks for once a password was right and is not enough: a code, or a passkey where the account has one that is good at this host. The password goes on in the form, sealed together
/// with the address that it is of, so that nobody types it twice.
/// </summary>
/// <param name="Asks">False while something else must be put right first: what was shown is used up by then, and the next submit asks anew.</param>
/// <param name="HasAuthenticator">Else only a recovery code can be typed.</param>
/// <param name="PasskeyOptions">The API's options for the browser; null where there is no passkey to use.</param>
public sealed record SecondStep(string? Email, string? Password, bool Asks, bool HasAuthenticator, string? PasskeyOptions)
{
    internal const string Field = "given", Passkey = "passkey", Code = "totp";
    private const string Purpose = "second-step";

    private sealed record Given(string? Email, string? Password);

    /// <summary>The password that was typed now, or a step before for the same address.</summary>
    internal static string? PasswordOf(PageForm form, string field, string? email, Sealed seals) =>
        form[field] ?? (seals.Open<Given>(Purpose, form[Field]) is { } given && string.Equals(given.Email, email, StringComparison.OrdinalIgnoreCase) ? given.Password : null);

    /// <summary>The step after a refusal; null where the password itself has to be typed.</summary>
    internal static SecondStep? After(Problem problem, PageForm form, string? email, string? password) => problem.Code switch
    {
        "two_factor_required" => new(email, password, Asks: true, problem.Read<string[]>("methods") is not { } methods || methods.Contains("totp"), problem.More.TryGetValue("passkey_options", out var options) ? options.GetRawText() : null),
        "invalid_two_factor_code" => new(email, password, Asks: form[Passkey] is null, HasAuthenticator: true, null),
        "invalid_credentials" or "email_in_use" or "account_password_required" => null,
        _ => password is not null && form[Field] is not null ? new(email, password, Asks: false, HasAuthenticator: true, null) : null,
    };

    internal string Seal(Sealed seals) => seals.Seal(Purpose, new Given(Email, Password));
}
