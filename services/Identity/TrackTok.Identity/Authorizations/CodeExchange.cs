using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Authorizations;

/// <summary>
/// Exchanges a code for a session of the app, once. Of two uses one at most succeeds, and the other ends what the first got: one of the two stole the code. The session in which the person
/// decided must live still, so that whoever signed out, or changed their password, in between lets nobody in.
/// </summary>
internal sealed class CodeExchange(
    IdentityDbContext people, TenantWork tenantWork, MembershipReader memberships, SessionEnding ending, AccessTokens tokens, TenantContext edge, CallerContext request, OutboxSignal outbox, TimeProvider time)
{
    private static readonly Refusal Invalid = new(RefusalKind.Invalid, "invalid_grant", "This code is not ours, was used, has expired, or belongs to another app.");

    /// <summary>Looks a code up without using it.</summary>
    internal async Task<(Authorization? Found, Consenting? By)> FindAsync(string code, CancellationToken cancellationToken)
    {
        if (SecretText.TenantOf(code) is not { } tenantId) return (null, null);
        var hash = SecretText.HashOf(code);
        var found = await tenantWork.RunAsync(tenantId, Caller.System, db => db.Authorizations.AsNoTracking().SingleOrDefaultAsync(row => row.CodeHash == hash, cancellationToken));
        return found is { PersonId: { } person, DecidedIn: { } session, ProvedAt: { } proved } ? (found, new Consenting(person, session, proved)) : (null, null);
    }

    internal async Task<(Session? Session, (string Access, string? Refresh)? Tokens, Refusal? Refusal)> RunAsync(App app, string code, CancellationToken cancellationToken)
    {
        var (found, by) = await FindAsync(code, cancellationToken);
        if (found is null || by is null || found.AppId != app.Id) return (null, null, Invalid);
        if (edge.IsSet && edge.TenantId != found.TenantId) return (null, null, SessionErrors.TenantMismatch);
        if (found.CodeUsedAt is not null) return (null, null, await ReplayedAsync(found));
        if (!found.IsCodeGood(time.GetUtcNow())) return (null, null, Invalid);
        if (await memberships.FindAsync(found.TenantId, by.PersonId, cancellationToken) is not { } member) return (null, null, SessionErrors.AccountInactive);
        if (member.Refuse() is { } no) return (null, null, no);

        // An app is no way around what its person owes.
        var owes = await SecondFactorDebt.OfAsync(people, member, by.PersonId, cancellationToken);
        var scopes = found.Scopes.Where(scope => scope == AppScopes.Offline || app.Scopes.Contains(scope)).ToArray();
        var provider = await people.Sessions.Where(row => row.Id == by.SessionId).Select(row => row.ProviderId).SingleOrDefaultAsync(cancellationToken);
        var session = Session.Let(by.PersonId, found.TenantId, member.Role, app.Id, app.Name, scopes, by.SessionId, request.Address, time.GetUtcNow(), by.ProvedAt, owes, provider);
        // From here on the exchange is done even if the app hangs up: it may have been heard.
        var (outcome, refresh) = await OpenAsync(found, by, session, new Caller(by.PersonId, found.TenantId, member.Role, session.Id, false, by.PersonId.ToString()));
        if (outcome == Outcome.Used) return (null, null, await ReplayedAsync((await FindAsync(code, CancellationToken.None)).Found!));
        if (outcome == Outcome.Ended) return (null, null, Invalid);
        outbox.Wake();
        return (session, (tokens.ForApp(session, member.Role, scopes, session.CreatedAt, owes), refresh), null);
    }

    private enum Outcome
    {
        Done,
        Ended,
        Used,
    }

    private Task<(Outcome Outcome, string? Refresh)> OpenAsync(Authorization found, Consenting by, Session session, Caller caller) => tenantWork.RunAsync<(Outcome, string?)>(found.TenantId, caller, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        // A change of password takes the person's row first, and then ends the sessions that it sees: it comes before us, or sees ours.
        await db.Database.ExecuteSqlAsync($"SELECT id FROM people WHERE id = {by.PersonId} FOR NO KEY UPDATE");
        if (await db.Sessions.Where(row => row.Id == by.SessionId && row.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, session.CreatedAt)) == 0) return (Outcome.Ended, null);
        if (await db.Authorizations.Where(row => row.Id == found.Id && row.CodeUsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.CodeUsedAt, session.CreatedAt).SetProperty(row => row.SessionId, session.Id)) == 0) return (Outcome.Used, null);
        db.Add(session);
        string? text = null;
        if (session.Scopes!.Contains(AppScopes.Offline))
        {
            (var refresh, text) = RefreshToken.Issue(session.Id, session.CreatedAt);
            db.Add(refresh);
        }
        db.Record("app.let_in", "session", session.Id, after: new { app = session.AppId, scopes = session.Scopes });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return (Outcome.Done, text);
    });

    private async Task<Refusal> ReplayedAsync(Authorization found)
    {
        await ending.EndAsync(found.TenantId, found.PersonId!.Value, found.SessionId!.Value, EndReasons.CodeReused, "session.code_reused", CancellationToken.None);
        return Invalid;
    }
}

/// <summary>The person who decided, in which session of theirs, and when they had last proved who they are.</summary>
internal sealed record Consenting(Guid PersonId, Guid SessionId, DateTimeOffset ProvedAt);
