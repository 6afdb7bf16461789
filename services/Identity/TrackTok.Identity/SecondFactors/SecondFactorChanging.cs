using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.SecondFactors;

/// <summary>What every change of somebody's second factor has in common: one transaction with its audit entry here, word of it to their other companies, and a mail.</summary>
internal sealed class SecondFactorChanging(IdentityDbContext db, CallerContext caller, Mailer mailer, OutboxSignal outbox, TimeProvider time)
{
    /// <param name="change">Names it for the audit trail: <c>two_factor_enabled</c>, <c>two_factor_disabled</c>, <c>recovery_codes_renewed</c>.</param>
    /// <param name="work">Changes the person, whose row is held; says no by false, and then nothing is done.</param>
    internal async Task<bool> RunAsync(string change, string? letter, Func<Person, Task<bool>> work, CancellationToken cancellationToken)
    {
        var (id, here) = (caller.Caller.Person, caller.Caller.TenantId);
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").ToListAsync(cancellationToken))[0];
        if (!await work(person)) return false;
        var now = time.GetUtcNow();
        db.Record("person." + change, "person", id);
        var elsewhere = await db.Sessions.Where(session => session.PersonId == id && session.TenantId != here).Select(session => session.TenantId).Distinct().ToListAsync(cancellationToken);
        foreach (var tenant in elsewhere) db.Tell(() => new CredentialsChanged(tenant, now, now.ToUnixTimeMilliseconds(), id, change, caller.Address, caller.RequestId));
        if (letter is not null) mailer.Add(db, letter, Letters.Write(letter, person.Language, person.Email, null, ("name", person.FirstName)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        mailer.Wake();
        return true;
    }

    /// <summary>Replaces the person's recovery codes; their texts are told once.</summary>
    internal async Task<List<string>> RenewCodesAsync(Guid personId, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(code => code.PersonId == personId).ExecuteDeleteAsync(cancellationToken);
        var (codes, texts) = RecoveryCode.New(personId);
        db.AddRange(codes);
        return texts;
    }
}
