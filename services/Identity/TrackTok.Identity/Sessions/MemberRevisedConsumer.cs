using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// Somebody's membership changed. Whoever is out has no session there any more, and no API key once removed; whoever has another role gets it with a new token, and the tokens of before are dead.
/// Tenants puts the same into the revocation list at once; here it is kept for <c>CheckSession</c>. Only what is older than the event is touched, so neither order
/// nor repetition matters.
/// </summary>
internal sealed class MemberRevisedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, SessionEnding ending, TimeProvider time)
    : TenantConsumer<IdentityDbContext, MemberRevised>(db, tenant, signal, time)
{
    private readonly TimeProvider _time = time;

    protected override Guid TenantOf(MemberRevised message) => message.TenantId;

    protected override async Task HandleAsync(MemberRevised message, CancellationToken cancellationToken)
    {
        var older = Db.Sessions.Where(session => session.TenantId == message.TenantId && session.PersonId == message.UserId && session.EndedAt == null);
        if (message is { Active: true, Removed: false })
        {
            var role = RoleNames.Parse(message.Role);
            await older.Where(session => session.Role != role && session.LastSeenAt < message.OccurredAt && (session.TokensDeadUntil == null || session.TokensDeadUntil < message.OccurredAt))
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.TokensDeadUntil, message.OccurredAt), cancellationToken);
            return;
        }
        var gone = older.Where(session => session.CreatedAt < message.OccurredAt);
        var ended = await gone.Select(session => session.Id).ToListAsync(cancellationToken);
        await SessionEnding.EndRowsAsync(Db, gone, EndReasons.Revoked, _time.GetUtcNow(), cancellationToken);
        foreach (var id in ended) ending.Tell(Db, message.TenantId, message.UserId, id, EndReasons.Revoked);
        // Who is invited again some day makes new ones. Somebody deactivated keeps theirs, which open nothing meanwhile.
        if (!message.Removed) return;
        foreach (var key in await Db.ApiKeys.Where(key => key.PersonId == message.UserId && key.RevokedAt == null && key.CreatedAt < message.OccurredAt).ToListAsync(cancellationToken))
        {
            key.Revoke(_time.GetUtcNow());
            Db.Name(key, "revoked");
        }
    }
}
