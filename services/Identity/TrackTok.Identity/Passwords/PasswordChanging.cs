using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Sessions;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// What every change of a password has in common, in one transaction: the new hash, the end of every session and of every reset token, a mail to the person, and word of it for the
/// audit trail of each company they belong to.
/// </summary>
internal sealed class PasswordChanging(IServiceScopeFactory scopes, CallerContext request, SessionEnding ending, Mailer mailer, OutboxSignal outbox, TimeProvider time)
{
    /// <param name="person">As read when the change was allowed; if the password was changed since, nothing happens.</param>
    /// <param name="how">Names the change for the audit trail: <c>password_changed</c>, <c>password_reset</c>.</param>
    /// <param name="here">The company that the person is signed in to, whose trail is written at once; null when it is none.</param>
    /// <param name="tenants">Further companies to tell, beside those where the person has been signed in.</param>
    /// <param name="first">What belongs to the same transaction; says no by false, and then nothing is done.</param>
    /// <returns>False when nothing was done.</returns>
    internal async Task<bool> RunAsync(
        Person person, string passwordHash, string how, Guid? here, IReadOnlyCollection<Guid> tenants, CancellationToken cancellationToken, Func<IdentityDbContext, Task<bool>>? first = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (here is { } tenantId) scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        var caller = scope.ServiceProvider.GetRequiredService<CallerContext>();
        (caller.Caller, caller.RequestId, caller.Address) = (request.Caller, request.RequestId, request.Address);
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var now = time.GetUtcNow();
        // The person's row first: a sign-in with the old password waits here, and then finds that it is old.
        var old = person.PasswordHash;
        var changed = await db.People.Where(row => row.Id == person.Id && row.PasswordHash == old)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, passwordHash).SetProperty(row => row.PasswordChangedAt, now), cancellationToken);
        if (changed == 0 || (first is not null && !await first(db))) return false;
        await PasswordResetIssuing.VoidAsync(db, person.Id, cancellationToken);

        var sessions = await db.Sessions.Where(session => session.PersonId == person.Id).Select(session => new { session.Id, session.TenantId, session.EndedAt }).ToListAsync(cancellationToken);
        var living = sessions.FindAll(session => session.EndedAt is null);
        await SessionEnding.EndRowsAsync(db, db.Sessions.Where(session => session.PersonId == person.Id), EndReasons.PasswordChanged, now, cancellationToken);
        foreach (var session in living) ending.Tell(db, session.TenantId, person.Id, session.Id, EndReasons.PasswordChanged);
        if (here is not null) db.Record("person." + how, "person", person.Id);
        foreach (var tenant in tenants.Union(sessions.Select(session => session.TenantId)).Where(tenant => tenant != here))
            db.Tell(() => new CredentialsChanged(tenant, now, now.ToUnixTimeMilliseconds(), person.Id, how, request.Address, request.RequestId));
        mailer.Add(db, LetterKinds.PasswordChanged, Letters.Write(LetterKinds.PasswordChanged, person.Language, person.Email, null, ("name", person.FirstName)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        mailer.Wake();
        await ending.ListAsync([.. living.Select(session => session.Id)]);
        return true;
    }
}
