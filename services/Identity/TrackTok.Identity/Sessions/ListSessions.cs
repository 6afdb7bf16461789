using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Sessions;

/// <summary>One's own living sessions in all tenants, the newest first; for who is here on a provider's word alone, those in its company.</summary>
internal static class ListSessions
{
    /// <param name="Device">What the browser or program called itself; the name of an app that one let in.</param>
    /// <param name="AppId">The app that one let in; null where one is signed in oneself.</param>
    /// <param name="Current">True for the session that asks.</param>
    internal sealed record SessionAnswer(Guid Id, Guid TenantId, string? Device, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool Current, Guid? AppId);

    internal static async Task<IResult> HandleAsync(
        [AsParameters] PageQuery page, HttpContext http, CallerContext caller, IdentityDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (refusal is not null) return refusal.ToProblem();
        var (person, current) = (caller.Caller.Person, caller.Caller.SessionId);
        var oldest = time.GetUtcNow() - RefreshToken.Life;
        var living = db.Sessions.AsNoTracking().Where(session => session.PersonId == person && session.EndedAt == null && session.LastSeenAt > oldest);
        // One company's provider learns nothing of the person's sessions in others.
        if (caller.Caller.ProviderId is not null) living = living.Where(session => session.TenantId == db.TenantId);
        var total = request!.IncludeTotal ? await living.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var position] && Guid.TryParseExact(position, "N", out var after)) living = living.Where(session => session.Id < after);
        var rows = await living.OrderByDescending(session => session.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(
            rows,
            session => new SessionAnswer(session.Id, session.TenantId, session.Device, session.Address, session.CreatedAt, session.LastSeenAt, session.Id == current, session.AppId),
            session => [session.Id.ToString("N", CultureInfo.InvariantCulture)],
            total).Linked(http));
    }
}
