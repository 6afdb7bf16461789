using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.People;
using TrackTok.Identity.SecondFactors;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// A tenant was suspended, or asks for another second factor than before: the access tokens of before are dead. Its sessions live on, and refresh when the tenant is active. Tenants puts the same
/// into the revocation list at once; here it is kept for <c>CheckSession</c>. A tenant that begins to ask for second factors hears once more who has one, and who has none gets a mail.
/// </summary>
internal sealed class TenantRevisedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, Mailer mailer, PublicLinks links, TimeProvider time)
    : TenantConsumer<IdentityDbContext, TenantRevised>(db, tenant, signal, time)
{
    /// <summary>Of the web application, where one sets up a second factor.</summary>
    private const string Page = "/profile/security";

    protected override Guid TenantOf(TenantRevised message) => message.TenantId;

    protected override async Task HandleAsync(TenantRevised message, CancellationToken cancellationToken)
    {
        if (message.Status is not ("active" or "closing")) await EndTokensAsync(message.TenantId, message.OccurredAt, cancellationToken);
        if (message.SecondFactor is not { ChangedAt: { } changedAt } asked) return;
        await EndTokensAsync(message.TenantId, changedAt, cancellationToken);
        if (asked.Since is not { } since || changedAt != message.OccurredAt) return;
        // Who was removed has no living session there; who comes later is told when they sign in.
        var known = await Db.People.AsNoTracking()
            .Where(person => Db.Sessions.Any(session => session.PersonId == person.Id && session.TenantId == message.TenantId && session.EndedAt == null))
            .OrderBy(person => person.Id).ToListAsync(cancellationToken);
        foreach (var person in known)
        {
            if (person.HasSecondFactor) SecondFactorChanging.Tell(Db, message.TenantId, person, message.OccurredAt);
            else Ask(person, message, since.AddDays(asked.GraceDays));
        }
        Db.AfterCommit(() =>
        {
            mailer.Wake();
            return Task.CompletedTask;
        });
    }

    private void Ask(Person person, TenantRevised message, DateTimeOffset by) => mailer.Add(Db, LetterKinds.TwoFactorAsked, Letters.Write(
        LetterKinds.TwoFactorAsked, person.Language, person.Email, links.At(message.Subdomain, Page), ("name", person.FirstName), ("company", message.Name), ("time", $"{by.UtcDateTime:yyyy-MM-dd HH:mm} UTC")));

    private Task<int> EndTokensAsync(Guid tenantId, DateTimeOffset until, CancellationToken cancellationToken) => Db.Sessions
        .Where(session => session.TenantId == tenantId && session.EndedAt == null && (session.TokensDeadUntil == null || session.TokensDeadUntil < until))
        .ExecuteUpdateAsync(set => set.SetProperty(session => session.TokensDeadUntil, until), cancellationToken);
}
