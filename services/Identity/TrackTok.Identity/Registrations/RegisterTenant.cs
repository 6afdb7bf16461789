using System.Text.Json;
using System.Text.RegularExpressions;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Registrations;

/// <summary>
/// A company signs up (SPEC 2.3): tenant, owner and defaults come into being together or not at all, and the owner is signed in. Somebody who has an account founds a further
/// company by giving its password.
/// </summary>
internal static partial class RegisterTenant
{
    /// <param name="Name">The company's.</param>
    /// <param name="Subdomain">Made from the name when absent.</param>
    /// <param name="Totp">The second factor of an owner who has an account with one.</param>
    /// <param name="Passkey">The same, where it is a passkey.</param>
    internal sealed record RegisterRequest(string? Name, string? Subdomain, string? OwnerEmail, string? OwnerPassword, string? OwnerFirstName, string? OwnerLastName, string? Totp, JsonElement? Passkey) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Name, "name", 200);
            if (Subdomain is not null && !SubdomainPattern().IsMatch(Subdomain))
                errors.Add("subdomain", "Give 3 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.");
            errors.Email(OwnerEmail, "owner_email");
            PasswordRule.Check(errors, OwnerPassword, "owner_password");
            errors.Text(OwnerFirstName, "owner_first_name", 100);
            SecondProof.Check(errors, Totp, Passkey);
            errors.Text(OwnerLastName, "owner_last_name", 100);
        }
    }

    internal static async Task<IResult> HandleAsync(RegisterRequest request, HttpContext http, Registering registering, TimeProvider time, CancellationToken cancellationToken)
    {
        string? key = null;
        if (http.Request.Headers.TryGetValue(HeaderNames.IdempotencyKey, out var header))
        {
            key = header.ToString();
            if (key.Length is 0 or > 255 || key.Any(c => c is < '!' or > '~')) return RegistrationErrors.KeyInvalid.ToProblem();
        }
        var outcome = await registering.RunAsync(request, key, Languages.Of(http.Request), cancellationToken);
        if (outcome.Replayed) http.Response.Headers[HeaderNames.IdempotencyReplayed] = "true";
        return outcome.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Created("/api/v1/tenant", SignedInAnswer.From(outcome.SignedIn!, time));
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex SubdomainPattern();
}
