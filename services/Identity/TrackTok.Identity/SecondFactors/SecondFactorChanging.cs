using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.SecondFactors;

/// <summary>
/// What every change of somebody's second factors has in common: one transaction with its audit entry here, word of it to their companies, and a mail. Whoever sets up their first one
/// owes it to nobody any more: tokens that say so end, and the next refresh brings better ones. The last one stays while a company of theirs asks for it.
/// </summary>
internal sealed class SecondFactorChanging(
    IdentityDbContext db, CallerContext caller, MembershipReader memberships, SessionEnding ending, Mailer mailer, OutboxSignal outbox, TimeProvider time)
{
    /// <param name="change">Names it for the audit trail: <c>two_factor_enabled</c>, <c>two_factor_disabled</c>, <c>recovery_codes_renewed</c>, <c>passkey_added</c>, <c>passkey_renamed</c>, <c>passkey_removed</c>.</param>
    /// <param name="letter">The kind of the mail to the person, with what it says beside their name; null for none.</param>
    /// <param name="work">Changes the person, whose row is held; refuses, and then nothing is done.</param>
    internal async Task<Refusal?> RunAsync(string change, string? letter, Func<Person, Task<Refusal?>> work, CancellationToken cancellationToken, params (string Name, string Value)[] words)
    {
        var (id, here) = (caller.Caller.Person, caller.Caller.TenantId);
        var member = await memberships.ListAsync(id, cancellationToken);
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {id} FOR NO KEY UPDATE").ToListAsync(cancellationToken))[0];
        // A reset of the password that was faster has ended the session that this came with.
        if (!await db.Sessions.AnyAsync(session => session.Id == caller.Caller.SessionId && session.EndedAt == null, cancellationToken)) return SessionErrors.SessionEnded;
        var before = person.HasSecondFactor;
        if (await work(person) is { } refusal) return refusal;
        if (before && !person.HasSecondFactor && member.Find(place => place.SecondFactorBy is not null) is { } asking) return StaysFor(asking);

        var now = time.GetUtcNow();
        db.Record("person." + change, "person", id);
        var freed = before == person.HasSecondFactor ? [] : await TurnAsync(person, member, now, cancellationToken);
        var elsewhere = await db.Sessions.Where(session => session.PersonId == id && session.TenantId != here).Select(session => session.TenantId).Distinct().ToListAsync(cancellationToken);
        foreach (var tenant in elsewhere) db.Tell(() => new CredentialsChanged(tenant, now, now.ToUnixTimeMilliseconds(), id, change, caller.Address, caller.RequestId));
        if (letter is not null) mailer.Add(db, letter, Letters.Write(letter, person.Language, person.Email, null, [("name", person.FirstName), .. words]));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        mailer.Wake();
        await ending.RenewAsync(freed);
        return null;
    }

    /// <summary>Tells one company how a person's second factor stands.</summary>
    internal static void Tell(IdentityDbContext db, Guid tenantId, Person person, DateTimeOffset now) =>
        db.Tell(() => new SecondFactorRevised(tenantId, now, person.SecondFactorVersion, person.Id, person.HasSecondFactor));

    /// <summary>Replaces the person's recovery codes; their texts are told once.</summary>
    internal async Task<List<string>> RenewCodesAsync(Guid personId, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(code => code.PersonId == personId).ExecuteDeleteAsync(cancellationToken);
        var (codes, texts) = RecoveryCode.New(personId);
        db.AddRange(codes);
        return texts;
    }

    /// <summary>The first one came, or the last one went: every company hears how it stands, and tokens that say otherwise end.</summary>
    /// <returns>The sessions whose tokens end.</returns>
    private async Task<List<Guid>> TurnAsync(Person person, List<Member> member, DateTimeOffset now, CancellationToken cancellationToken)
    {
        person.NoteSecondFactor();
        foreach (var place in member) Tell(db, place.TenantId, person, now);
        var owing = db.Sessions.Where(session => session.PersonId == person.Id && session.EndedAt == null && session.SecondFactorBy != null);
        var freed = await owing.Select(session => session.Id).ToListAsync(cancellationToken);
        await owing.ExecuteUpdateAsync(set => set.SetProperty(session => session.SecondFactorBy, (DateTimeOffset?)null).SetProperty(session => session.TokensDeadUntil, now), cancellationToken);
        return freed;
    }

    private static Refusal StaysFor(Member asking) =>
        new Refusal(RefusalKind.Conflict, "second_factor_required", $"{asking.Tenant.Name} asks its members for a second factor; set up another one before you take away the last.").With("tenant_id", asking.TenantId);

    /// <summary>For the API's documents.</summary>
    internal static readonly Refusal Stays = StaysFor(Member.OfPlatform with { Tenant = new Tenants.Contracts.Tenant { Name = "Your company" } });
}
