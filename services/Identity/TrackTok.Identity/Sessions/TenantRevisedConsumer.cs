using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.SecondFactors;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// A tenant was suspended, or asks for another second factor than before: the access tokens of before are dead. Its sessions live on, and refresh when the tenant is active. Tenants puts the same
/// into the revocation list at once; here it is kept for <c>CheckSession</c>. A tenant that begins to ask for second factors hears once more who has one.
/// </summary>
internal sealed class TenantRevisedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<IdentityDbContext, TenantRevised>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantRevised message) => message.TenantId;

    protected override async Task HandleAsync(TenantRevised message, CancellationToken cancellationToken)
    {
        if (message.Status is not ("active" or "closing")) await EndTokensAsync(message.TenantId, message.OccurredAt, cancellationToken);
        if (message.SecondFactor is not { ChangedAt: { } changedAt } asked) return;
        await EndTokensAsync(message.TenantId, changedAt, cancellationToken);
        if (asked.Since is null || changedAt != message.OccurredAt) return;
        var known = await Db.People.AsNoTracking()
            .Where(person => (person.TotpSince != null || person.Passkeys > 0) && Db.Sessions.Any(session => session.PersonId == person.Id && session.TenantId == message.TenantId))
            .ToListAsync(cancellationToken);
        foreach (var person in known) SecondFactorChanging.Tell(Db, message.TenantId, person, message.OccurredAt);
    }

    private Task<int> EndTokensAsync(Guid tenantId, DateTimeOffset until, CancellationToken cancellationToken) => Db.Sessions
        .Where(session => session.TenantId == tenantId && session.EndedAt == null && (session.TokensDeadUntil == null || session.TokensDeadUntil < until))
        .ExecuteUpdateAsync(set => set.SetProperty(session => session.TokensDeadUntil, until), cancellationToken);
}
