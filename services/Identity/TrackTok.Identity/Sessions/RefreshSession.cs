using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// Exchanges a refresh token for the next one and a new access token with the present role. A token is good for one use, without any grace: of two requests with the same
/// token one at most succeeds, and the other ends the whole session, because one of the two is a thief and nobody can tell which. Only who repeats the very same request, its
/// <c>Idempotency-Key</c> included, hears the first answer again (<see cref="RefreshReplay"/>).
/// </summary>
internal sealed class RefreshSession(
    IdentityDbContext db, MembershipReader memberships, SessionEnding ending, AccessTokens tokens, TenantContext edge, TimeProvider time)
{
    /// <summary>What a refresh gives.</summary>
    /// <param name="Scopes">What an app may do from now on; null for a person's own session.</param>
    /// <param name="Again">True when it was given before.</param>
    internal sealed record Refreshed(Session Session, SessionTokens Tokens, string[]? Scopes, bool Again = false);

    /// <summary>What is known of a refresh token.</summary>
    internal sealed record Found(Session Session, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt);

    /// <summary>Looks a token up without using it; null when nobody was ever given it.</summary>
    public Task<Found?> FindAsync(string text, CancellationToken cancellationToken)
    {
        var hash = RefreshToken.HashOf(text);
        return db.RefreshTokens.AsNoTracking().Where(token => token.Hash == hash)
            .Join(db.Sessions, token => token.SessionId, session => session.Id, (token, session) => new Found(session, token.ExpiresAt, token.UsedAt))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <param name="app">The app that asks, after it proved to be the one; null for a person's own session.</param>
    /// <param name="wanted">The scopes that it wants of those it has; none for all.</param>
    /// <param name="key">The request's <c>Idempotency-Key</c>, if it brings one.</param>
    public async Task<(Refreshed? Refreshed, Refusal? Refusal)> RefreshAsync(string text, App? app, string[] wanted, CancellationToken cancellationToken, string? key = null)
    {
        if (await FindAsync(text, cancellationToken) is not { } found || found.Session.AppId != app?.Id) return (null, SessionErrors.InvalidRefreshToken);
        var session = found.Session;
        if (app is not null && !app.Grants.Contains(AppGrants.RefreshToken)) return (null, SessionErrors.InvalidRefreshToken);
        if (edge.IsSet && edge.TenantId != session.TenantId) return (null, SessionErrors.TenantMismatch);
        var replay = key is null ? null : new RefreshReplay(session.Id, text, key);
        if (found.UsedAt is not null) return await UsedAsync(session, replay);
        if (replay is not null && await replay.IsReusedAsync(db, cancellationToken)) return (null, IdempotencyKey.Reused);
        if (session.EndedAt is not null || found.ExpiresAt <= time.GetUtcNow()) return (null, SessionErrors.InvalidRefreshToken);

        var member = await memberships.FindAsync(session.TenantId, session.PersonId, cancellationToken);
        if (member is null) return (null, SessionErrors.AccountInactive);
        if (member.Refuse() is { } refusal) return (null, refusal);

        // From here on the exchange is done even if the client hangs up: it may have been heard.
        var scopes = session.Scopes?.Where(scope => scope == AppScopes.Offline || app!.Scopes.Contains(scope)).Where(scope => wanted.Length == 0 || wanted.Contains(scope)).ToArray();
        var owes = session.ProviderSawFactor ? null : await SecondFactorDebt.OfAsync(db, member, session.PersonId, CancellationToken.None);
        return await ExchangeAsync(session, text, member, scopes, owes, replay) switch
        {
            (Outcome.Done, var next) => (new Refreshed(session, next!, scopes), null),
            (Outcome.Used, _) => await UsedAsync(session, replay),
            _ => (null, SessionErrors.InvalidRefreshToken),
        };
    }

    private enum Outcome
    {
        Done,
        Ended,
        Used,
    }

    private async Task<(Outcome Outcome, SessionTokens? Tokens)> ExchangeAsync(Session session, string text, Member member, string[]? scopes, DateTimeOffset? owes, RefreshReplay? replay)
    {
        var hash = RefreshToken.HashOf(text);
        await using var transaction = await db.Database.BeginTransactionAsync();
        // The session's row first: whoever ends the session, or uses the same token, waits here and then finds what we did.
        var living = await db.Sessions.Where(row => row.Id == session.Id && row.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, time.GetUtcNow()).SetProperty(row => row.Role, member.Role).SetProperty(row => row.SecondFactorBy, owes));
        if (living == 0) return (Outcome.Ended, null);
        var now = time.GetUtcNow();
        var mine = await db.RefreshTokens.Where(row => row.Hash == hash && row.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now));
        if (mine == 0) return (Outcome.Used, null);
        var (next, nextText) = RefreshToken.Issue(session.Id, now);
        db.Add(next);
        var access = scopes is null ? tokens.ForPerson(session.PersonId, session.TenantId, member.Role, session.Id, now, session.ProvedAt, owes, session.Confines) : tokens.ForApp(session, member.Role, scopes, now, owes);
        var given = new SessionTokens(session.Id, access, nextText);
        if (replay is not null) db.Add(replay.Keep(given, now));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return (Outcome.Done, given);
    }

    /// <summary>The first answer again for who repeats the same request; for anybody else the session is over.</summary>
    private async Task<(Refreshed? Refreshed, Refusal? Refusal)> UsedAsync(Session session, RefreshReplay? replay)
    {
        if (replay is not null && await replay.FindAsync(db, time.GetUtcNow()) is { } again) return (new Refreshed(session, again, session.Scopes, Again: true), null);
        await ending.EndAsync(session.TenantId, session.PersonId, session.Id, EndReasons.RefreshTokenReused, "session.refresh_token_reused", CancellationToken.None);
        return (null, SessionErrors.InvalidRefreshToken);
    }
}

/// <summary>The route of <see cref="RefreshSession"/>.</summary>
internal static class Refresh
{
    internal sealed record RefreshRequest(string? RefreshToken) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(RefreshToken, "refresh_token", int.MaxValue);
    }

    internal static async Task<IResult> HandleAsync(RefreshRequest request, HttpContext http, RefreshSession session, CancellationToken cancellationToken)
    {
        var (key, unfit) = IdempotencyKey.Read(http.Request);
        if (unfit is not null) return unfit.ToProblem();
        var (refreshed, refusal) = await session.RefreshAsync(request.RefreshToken!, null, [], cancellationToken, key);
        if (refreshed is null) return refusal!.ToProblem();
        if (refreshed.Again) http.Response.Headers[HeaderNames.IdempotencyReplayed] = "true";
        return TypedResults.Ok(TokenAnswer.From(refreshed.Tokens));
    }
}
