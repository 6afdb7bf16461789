using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Sessions;

/// <summary>Ends one of one's own sessions: a device that was lost. Another person's, or one that has ended, is not there (404), nor one in another company for who is here on a provider's word alone.</summary>
internal static class RevokeSession
{
    internal static async Task<IResult> HandleAsync(Guid id, CallerContext caller, IdentityDbContext db, SessionEnding ending, CancellationToken cancellationToken)
    {
        var person = caller.Caller.Person;
        var confinedTo = caller.Caller.ProviderId is null ? null : caller.Caller.TenantId;
        var tenant = await db.Sessions.Where(session => session.Id == id && session.PersonId == person && (confinedTo == null || session.TenantId == confinedTo)).Select(session => (Guid?)session.TenantId).FirstOrDefaultAsync(cancellationToken);
        return tenant is { } of && await ending.EndAsync(of, person, id, EndReasons.Revoked, "session.revoked", cancellationToken)
            ? TypedResults.NoContent()
            : Refusal.NotFound("session").ToProblem();
    }
}
