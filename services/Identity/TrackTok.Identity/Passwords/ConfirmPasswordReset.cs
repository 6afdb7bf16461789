using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// Sets a new password by a token that was mailed: once, within an hour, unless a newer one was sent. It ends every session of the person, lifts a lock that failed sign-ins have put on
/// the account, and is mailed to them.
/// </summary>
internal static class ConfirmPasswordReset
{
    internal static readonly Refusal TokenInvalid = new(RefusalKind.Invalid, "reset_token_invalid", "This link was used, has expired, or was replaced by a newer one; ask for another.")
    {
        Errors = new Dictionary<string, string[]> { ["token"] = ["This is not a token that can be used."] },
    };

    internal sealed record ConfirmPasswordResetRequest(string? Token, string? NewPassword) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Token, "token", SecretText.Longest);
            PasswordRule.Check(errors, NewPassword, "new_password");
        }
    }

    internal static async Task<IResult> HandleAsync(
        ConfirmPasswordResetRequest request, IdentityDbContext db, PasswordHashes passwords, PasswordChanging changing, MembershipReader memberships, Mailer mailer, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var hash = SecretText.HashOf(request.Token!);
        var now = time.GetUtcNow();
        var person = await db.PasswordResets.AsNoTracking().Where(reset => reset.TokenHash == hash && reset.ExpiresAt > now)
            .Join(db.People, reset => reset.PersonId, person => person.Id, (_, person) => person).FirstOrDefaultAsync(cancellationToken);
        if (person is null) return TokenInvalid.ToProblem();
        var newHash = await passwords.HashAsync(request.NewPassword!, cancellationToken);
        var tenants = await TenantsOfAsync(person.Id, memberships, cancellationToken);
        var changed = await changing.RunAsync(person, newHash, "password_reset", null, tenants, CancellationToken.None, async within =>
        {
            // Of two who use the token at once, the other waits here and then finds it used.
            if (await within.PasswordResets.Where(reset => reset.TokenHash == hash && reset.ExpiresAt > now).ExecuteUpdateAsync(set => set.SetProperty(reset => reset.TokenHash, (byte[]?)null), CancellationToken.None) == 0)
                return false;
            // Who reads the address has proved it.
            await UnprovedFactors.DropAsync(within, mailer, person.Id, tenants, caller, now);
            var account = SignInCounter.Account(person.Email);
            await within.SignInCounters.Where(counter => counter.Subject == account).ExecuteDeleteAsync(CancellationToken.None);
            return true;
        });
        return changed ? TypedResults.NoContent() : TokenInvalid.ToProblem();
    }

    /// <summary>Where the change is told. A password can be set anew while Tenants is away; then it is told where the person has been signed in.</summary>
    private static async Task<IReadOnlyCollection<Guid>> TenantsOfAsync(Guid personId, MembershipReader memberships, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await memberships.ListAsync(personId, cancellationToken)).Select(member => member.TenantId)];
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return [];
        }
    }
}
