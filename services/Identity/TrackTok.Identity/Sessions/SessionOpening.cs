using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.ExternalSignIns;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.People;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.Tokens;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Sessions;

/// <summary>Opens a session for a person who has proved who they are, and writes it to the tenant's audit trail.</summary>
internal sealed class SessionOpening(TenantWork tenantWork, CallerContext request, AccessTokens tokens, SecondFactor factor, OutboxSignal outbox, Mailer mailer, TimeProvider time)
{
    internal const string Registered = "registration";
    internal const string Invited = "invitation";

    /// <summary>Opens the session.</summary>
    /// <param name="how">Names the way in for the audit trail: <c>password</c>, <c>passkey</c>, <c>registration</c>, <c>invitation</c>, <c>switch</c>, <c>external</c>.</param>
    /// <param name="first">What belongs to the same transaction and comes before the session; says no by false, and then nothing is done.</param>
    /// <param name="provedAt">When the person proved who they are, if that was not just now.</param>
    /// <param name="by">The word of the company's identity provider, if it is that alone.</param>
    /// <returns>Null when the password was changed since it was checked, or <paramref name="first"/> said no.</returns>
    public Task<SessionTokens?> OpenAsync(Person person, Member member, string how, CancellationToken cancellationToken, Func<IdentityDbContext, Task<bool>>? first = null, DateTimeOffset? provedAt = null, ProvidersWord? by = null)
    {
        var now = time.GetUtcNow();
        var owes = by is { SawFactor: true } ? null : SecondFactorDebt.Of(member, person);
        var session = Session.Start(person.Id, member.TenantId, member.Role, request.UserAgent, request.Address, now, provedAt ?? now, owes);
        if (by is not null) session.RestOn(by);
        var caller = new Caller(person.Id, member.TenantId, member.Role, session.Id, false, person.Id.ToString());
        return tenantWork.RunAsync<SessionTokens?>(member.TenantId, caller, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            if (first is not null && !await first(db)) return null;
            if (await StandAsync(db, person, now, cancellationToken) == 0) return null;
            if (how is PasswordSignIn.How or PasskeySignIn.How or LettingIn.How && await KnownDevices.IsNewAsync(db, person.Id, session.Device, cancellationToken)) mailer.Add(db, LetterKinds.NewDevice, NewDevice(person, session));
            var (refresh, text) = RefreshToken.Issue(session.Id, now);
            db.Add(session);
            db.Add(refresh);
            // A company that somebody comes to, or comes back to, has not heard of their second factor.
            if ((how is Registered or Invited || by is { Joins: true }) && person.SecondFactorVersion > 0) SecondFactorChanging.Tell(db, member.TenantId, person, now);
            db.Record("person.signed_in", "session", session.Id, after: new { how, second_factor = factor.Shown, device = session.Device, provider = session.ProviderId });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            outbox.Wake();
            if (db.ChangeTracker.Entries<OutgoingMail>().Any()) mailer.Wake();
            return new SessionTokens(session.Id, tokens.ForPerson(person.Id, member.TenantId, member.Role, session.Id, now, session.ProvedAt, owes, session.Confines), text);
        });
    }

    private static Letter NewDevice(Person person, Session session) => Letters.Write(
        LetterKinds.NewDevice, person.Language, person.Email, null,
        ("name", person.FirstName), ("device", session.Device ?? "?"), ("address", session.Address ?? "?"), ("time", $"{session.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));

    /// <summary>Holds the person's row until the commit, if the password is still the one that was checked: a change of password waits, or has won.</summary>
    private static Task<int> StandAsync(IdentityDbContext db, Person person, DateTimeOffset now, CancellationToken cancellationToken) => db.People
        .Where(row => row.Id == person.Id && row.PasswordHash == person.PasswordHash)
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSignedInAt, now), cancellationToken);
}
