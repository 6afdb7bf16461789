using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.Emails;

/// <summary>
/// Begins to change one's e-mail address, given the password: mails a link to the new address and one to the present, and changes nothing until both were used. An earlier
/// change that was begun is void. The answer does not tell whether the new address has an account.
/// </summary>
internal static class ChangeEmail
{
    internal sealed record ChangeEmailRequest(string? NewEmail, string? CurrentPassword) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Email(NewEmail, "new_email");
            errors.Required(CurrentPassword, "current_password");
        }
    }

    internal static readonly Refusal TooManyMails = new(RefusalKind.TooMany, "too_many_mails", "Enough mails were sent for this account; wait an hour.") { RetryAfterSeconds = 3600 };

    internal static async Task<IResult> HandleAsync(
        ChangeEmailRequest request, CallerContext caller, IdentityDbContext db, PasswordProof proof, EmailProofs proofs, Mailer mailer, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        var known = await db.People.AsNoTracking().FirstAsync(row => row.Id == id, cancellationToken);
        if (await proof.RefuseAsync(known, request.CurrentPassword!, cancellationToken) is { } refusal) return refusal.ToProblem();
        var email = Person.FoldEmail(request.NewEmail!);
        if (email == known.Email) return Refusal.Invalid("new_email", "This is the address you have.").ToProblem();

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").AsNoTracking().ToListAsync(cancellationToken))[0];
        if (await proofs.AreTooManyAsync(db, id, cancellationToken)) return TooManyMails.ToProblem();
        await EmailProofs.VoidAsync(db, id, ofChange: true, cancellationToken);
        proofs.AskForChange(db, person, email);
        db.Record("person.email_change_asked", "person", id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        mailer.Wake();
        return TypedResults.Accepted((string?)null);
    }
}
