using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// Changes one's own password, given the present one, and ends every session of the person, this one included: whoever knew the old password is out with the next request.
/// </summary>
internal static class ChangePassword
{
    internal static readonly Refusal WrongPassword = new(RefusalKind.Invalid, "wrong_password", "The current password is not right.")
    {
        Errors = new Dictionary<string, string[]> { ["current_password"] = ["This is not your password."] },
    };

    internal sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Required(CurrentPassword, "current_password");
            PasswordRule.Check(errors, NewPassword, "new_password");
            if (NewPassword is not null && NewPassword == CurrentPassword) errors.Add("new_password", "This is the password you have.");
        }
    }

    internal static async Task<IResult> HandleAsync(
        ChangePasswordRequest request, CallerContext caller, IdentityDbContext db, PasswordHashes passwords, PasswordProof proof, PasswordChanging changing, CancellationToken cancellationToken)
    {
        var (id, tenant) = (caller.Caller.Person, caller.Caller.TenantId!.Value);
        var person = await db.People.AsNoTracking().FirstAsync(row => row.Id == id, cancellationToken);
        if (await proof.RefuseAsync(person, request.CurrentPassword!, cancellationToken) is { } refusal) return refusal.ToProblem();
        var hash = await passwords.HashAsync(request.NewPassword!, cancellationToken);
        // Of two changes at once the second finds another password than it checked.
        return await changing.RunAsync(person, hash, "password_changed", tenant, [], CancellationToken.None) ? TypedResults.NoContent() : WrongPassword.ToProblem();
    }
}
