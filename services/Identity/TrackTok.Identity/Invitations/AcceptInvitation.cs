using System.Text.Json;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Invitations;

/// <summary>
/// The invited person joins (SPEC 4.1) and is signed in: as a new person, with names and a password; or with the account of the invited address, by its password or by being signed in to it.
/// The link works once.
/// </summary>
internal static class AcceptInvitation
{
    internal static readonly Refusal Invalid = new(RefusalKind.Invalid, "invitation_invalid", "This invitation was used, was revoked, or has expired; ask for another.")
    {
        Errors = new Dictionary<string, string[]> { ["token"] = ["This is not a token that can be used."] },
    };

    internal static readonly Refusal PasswordNeeded = new(RefusalKind.Unauthenticated, "account_password_required", "There is an account with the invited address: give its password, or sign in to it first.");

    internal static readonly Refusal AlreadyMember = new(RefusalKind.Conflict, "already_member", "You are a member of this company already; sign in.");

    internal static readonly Refusal LimitReached = new(RefusalKind.Forbidden, "plan_limit_reached", "The company's plan has no room for another member; ask its owner.");

    internal sealed record AcceptInvitationRequest(string? Token, string? FirstName, string? LastName, string? Password, string? Totp, JsonElement? Passkey) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Token, "token", SecretText.Longest);
            SecondProof.Check(errors, Totp, Passkey);
            if (FirstName is not null) errors.Text(FirstName, "first_name", 100);
            if (LastName is not null) errors.Text(LastName, "last_name", 100);
            if (Password is { Length: > PasswordRule.Longest }) errors.Add("password", $"Give at most {PasswordRule.Longest} characters.");
        }
    }

    internal static async Task<IResult> HandleAsync(AcceptInvitationRequest request, HttpContext http, Accepting accepting, TimeProvider time, CancellationToken cancellationToken)
    {
        var issuedAt = TokenValidation.IssuedAt(http.User);
        var (signedIn, refusal) = await accepting.RunAsync(request, Languages.Of(http.Request), issuedAt, cancellationToken);
        return refusal is not null ? refusal.ToProblem() : TypedResults.Ok(SignedInAnswer.From(signedIn!, time));
    }
}
