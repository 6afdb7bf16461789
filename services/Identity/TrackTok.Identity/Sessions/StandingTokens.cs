using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.ApiKeys;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Sessions;

/// <summary>Whether what a token stands for stands itself: a session, an API key, or an app that works for itself.</summary>
internal sealed class StandingTokens(IdentityDbContext db, ApiKeyExchange keys, TenantWork tenantWork)
{
    /// <param name="id">The token's session: for a key or an app, its own id.</param>
    /// <param name="tenantId">The company of a key or an app; null for a session.</param>
    internal async Task<bool> StandsAsync(Guid id, Guid? tenantId, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        if (await db.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is { } session) return session.Honours(issuedAt);
        if (tenantId is not { } of) return false;
        if (await keys.StandsAsync(of, id, cancellationToken)) return true;
        var app = await tenantWork.RunAsync(of, Caller.System, context => context.Apps.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken));
        return app is not null && app.Honours(issuedAt);
    }
}
