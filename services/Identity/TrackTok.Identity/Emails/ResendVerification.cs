using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Emails;

/// <summary>Mails the link that verifies one's address again; the one before is void. It is answered alike when there is nothing to verify, or too much was mailed already.</summary>
internal static class ResendVerification
{
    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, EmailProofs proofs, Mailer mailer, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").AsNoTracking().ToListAsync(cancellationToken))[0];
        if (person.EmailVerifiedAt is null && !await proofs.AreTooManyAsync(db, id, cancellationToken))
        {
            await EmailProofs.VoidAsync(db, id, ofChange: false, cancellationToken);
            proofs.AskForAddress(db, person);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            mailer.Wake();
        }
        return TypedResults.Accepted((string?)null);
    }
}
