using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Emails;

/// <summary>How far a change of one's e-mail address is that was begun (<see cref="ChangeEmail"/>): which of the two addresses has agreed, and until when the other may.</summary>
internal static class ShowEmailChange
{
    /// <param name="Pending">Null when no change was begun, or it was finished, called off or left to expire.</param>
    internal sealed record EmailChangeAnswer(PendingEmailChangeAnswer? Pending);

    internal sealed record PendingEmailChangeAnswer(string NewEmail, bool NewAddressAgreed, bool PresentAddressAgreed, DateTimeOffset ExpiresAt);

    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        // Which address a person will have is not for one company's provider to know.
        if (caller.Caller.ProviderId is not null) return TypedResults.Ok(new EmailChangeAnswer(null));
        var (id, now) = (caller.Caller.Person, time.GetUtcNow());
        var present = await db.People.Where(person => person.Id == id).Select(person => person.Email).SingleAsync(cancellationToken);
        var proofs = await db.EmailProofs.AsNoTracking().Where(proof => proof.PersonId == id && proof.Kind != ProofKind.Address && proof.ExpiresAt > now && proof.Email != present).ToListAsync(cancellationToken);
        bool Agreed(ProofKind kind) => proofs.Exists(proof => proof.Kind == kind && proof.ProvedAt is not null);
        return TypedResults.Ok(new EmailChangeAnswer(proofs.Count == 0
            ? null
            : new PendingEmailChangeAnswer(proofs[0].Email, Agreed(ProofKind.NewAddress), Agreed(ProofKind.OldAddress), proofs.Min(proof => proof.ExpiresAt))));
    }
}

/// <summary>Calls off a change of one's e-mail address: the mailed links are worth nothing from then on. Harmless when none was begun.</summary>
internal static class CallOffEmailChange
{
    internal static async Task<IResult> HandleAsync(CallerContext caller, IdentityDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (id, now) = (caller.Caller.Person, time.GetUtcNow());
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        // The person's row first, as whoever uses a link does.
        await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").AsNoTracking().ToListAsync(cancellationToken);
        if (!await db.EmailProofs.AnyAsync(proof => proof.PersonId == id && proof.Kind != ProofKind.Address && proof.ExpiresAt > now, cancellationToken)) return TypedResults.NoContent();
        await EmailProofs.VoidAsync(db, id, ofChange: true, cancellationToken);
        db.Record("person.email_change_called_off", "person", id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }
}
