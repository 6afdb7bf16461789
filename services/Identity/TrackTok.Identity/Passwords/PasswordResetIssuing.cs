using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.TenantData;

namespace TrackTok.Identity.Passwords;

/// <summary>Looks at the wishes for a new password that came in: mails a token to those who have an account, and forgets the others.</summary>
internal sealed class PasswordResetIssuing(IServiceScopeFactory scopes, PublicLinks links, OutboxSignal outbox, TimeProvider time, ILogger<PasswordResetIssuing> log) : QueueWorker(log)
{
    /// <summary>Names for the audit trail that a token was mailed, where the person is signed in: whoever asked for it is not known.</summary>
    internal const string Asked = "password_reset_asked";

    private const int Batch = 20;

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var mailer = scope.ServiceProvider.GetRequiredService<Mailer>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await db.PasswordResets.FromSql($"SELECT * FROM password_resets WHERE email IS NOT NULL ORDER BY asked_at LIMIT {Batch} FOR UPDATE SKIP LOCKED").ToListAsync(cancellationToken);
        if (asked.Count == 0) return false;
        // Every replica holds people's rows in the same order, so that two never wait for each other.
        foreach (var reset in asked.OrderBy(reset => reset.Email, StringComparer.Ordinal)) await IssueAsync(db, mailer, reset, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        mailer.Wake();
        return asked.Count == Batch;
    }

    private async Task IssueAsync(IdentityDbContext db, Mailer mailer, PasswordReset reset, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // The person's row is held, so that of two tokens issued at once one is older and void.
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE email = {reset.Email} FOR NO KEY UPDATE").AsNoTracking().ToListAsync(cancellationToken)).FirstOrDefault();
        var hourAgo = now - TimeSpan.FromHours(1);
        if (person is null || await db.PasswordResets.CountAsync(other => other.PersonId == person.Id && other.AskedAt > hourAgo, cancellationToken) >= PasswordReset.MostInAnHour)
        {
            db.Remove(reset);
        }
        else
        {
            await VoidAsync(db, person.Id, cancellationToken);
            var places = await db.Sessions.Where(session => session.PersonId == person.Id && session.EndedAt == null).Select(session => session.TenantId).Distinct().ToListAsync(cancellationToken);
            foreach (var tenant in places) db.Tell(() => new CredentialsChanged(tenant, now, now.ToUnixTimeMilliseconds(), person.Id, Asked, null, null));
            var token = reset.Issue(person, now);
            mailer.Add(db, LetterKinds.PasswordReset, Letters.Write(LetterKinds.PasswordReset, reset.Language, person.Email, links.Of("/reset-password", token), ("name", person.FirstName)));
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Tokens that a person was sent before are good for nothing any more.</summary>
    internal static Task<int> VoidAsync(IdentityDbContext db, Guid personId, CancellationToken cancellationToken) => db.PasswordResets
        .Where(reset => reset.PersonId == personId && reset.TokenHash != null).ExecuteUpdateAsync(set => set.SetProperty(reset => reset.TokenHash, (byte[]?)null), cancellationToken);
}
