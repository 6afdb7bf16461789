using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

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
        ChangePasswordRequest request, CallerContext caller, IdentityDbContext db, PasswordHashes passwords, SignInGate gate, SessionEnding ending, OutboxSignal outbox,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var person = await db.People.FirstAsync(row => row.Id == id, cancellationToken);
        // A stolen session must not become a way to guess the password.
        var (attempt, tooMany) = await gate.EnterAsync(person.Email, caller.Address, cancellationToken);
        if (attempt is null) return tooMany!.ToProblem();
        await using (attempt)
        {
            if (!(await passwords.CheckAsync(request.CurrentPassword!, person.PasswordHash, cancellationToken)).Right)
            {
                await attempt.FailAsync();
                return WrongPassword.ToProblem();
            }
            await attempt.SucceedAsync();
        }
        var hash = await passwords.HashAsync(request.NewPassword!, cancellationToken);

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        person.ChangePassword(hash, time.GetUtcNow());
        // The person's row first: a sign-in with the old password waits here, and then finds that it is old.
        await db.SaveChangesAsync(cancellationToken);
        var living = await db.Sessions.Where(session => session.PersonId == id && session.EndedAt == null).Select(session => new { session.Id, session.TenantId }).ToListAsync(cancellationToken);
        await SessionEnding.EndRowsAsync(db, db.Sessions.Where(session => session.PersonId == id), EndReasons.PasswordChanged, time.GetUtcNow(), cancellationToken);
        db.Record("person.password_changed", "person", id);
        foreach (var session in living) ending.Tell(db, session.TenantId, id, session.Id, EndReasons.PasswordChanged);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        await ending.ListAsync([.. living.Select(session => session.Id)]);
        return TypedResults.NoContent();
    }
}
