using System.Text.Json;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.SignIns;

/// <summary>The route of <see cref="PasswordSignIn"/>: answers tenant, user and tokens.</summary>
internal static class LogIn
{
    internal sealed record LogInRequest(string? Email, string? Password, string? Totp, JsonElement? Passkey) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Email, "email", 254);
            SecondProof.Check(errors, Totp, Passkey);
            if (errors.Required(Password, "password") && Password!.Length > Passwords.PasswordRule.Longest) errors.Add("password", $"Give at most {Passwords.PasswordRule.Longest} characters.");
        }
    }

    internal static async Task<IResult> HandleAsync(LogInRequest request, PasswordSignIn signIn, TimeProvider time, CancellationToken cancellationToken)
    {
        var (signedIn, refusal) = await signIn.RunAsync(request.Email!, request.Password!, SecondProof.Of(request.Totp, request.Passkey), cancellationToken);
        return refusal is not null ? refusal.ToProblem() : TypedResults.Ok(SignedInAnswer.From(signedIn!, time));
    }
}
