using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Consents;

/// <summary>Withdraws what one let an app do: it must ask again, and what it holds of this person ends with its next request.</summary>
internal static class WithdrawConsent
{
    internal static async Task<IResult> HandleAsync(Guid id, CallerContext caller, IdentityDbContext db, SessionEnding ending, OutboxSignal outbox, TimeProvider time, CancellationToken cancellationToken)
    {
        var person = caller.Caller.Person;
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        if (await db.Consents.FromSql($"SELECT * FROM consents WHERE tenant_id = {db.TenantId} AND id = {id} FOR UPDATE").SingleOrDefaultAsync(row => row.PersonId == person, cancellationToken) is not { } consent) return Refusal.NotFound("consent").ToProblem();
        db.Remove(consent);
        db.Name(consent, "withdrawn");
        var living = db.Sessions.Where(session => session.TenantId == consent.TenantId && session.PersonId == person && session.AppId == consent.AppId && session.EndedAt == null);
        var ended = await living.Select(session => session.Id).ToListAsync(cancellationToken);
        await SessionEnding.EndRowsAsync(db, living, EndReasons.ConsentWithdrawn, time.GetUtcNow(), cancellationToken);
        foreach (var session in ended) ending.Tell(db, consent.TenantId, person, session, EndReasons.ConsentWithdrawn);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        await ending.ListAsync(ended);
        return TypedResults.NoContent();
    }
}
