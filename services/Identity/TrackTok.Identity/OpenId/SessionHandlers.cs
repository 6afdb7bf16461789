using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.Tenancy;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>Reads an opaque refresh token, without using it up. One that was used is let through here: the exchange notices it and ends the session.</summary>
internal sealed class RefreshTokenReader(RefreshSession refresh, TimeProvider time) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is not null || context.Token is not { Length: > 0 and < 500 } text || text.Contains('.', StringComparison.Ordinal)) return;
        if (context.ValidTokenTypes.Count > 0 && !context.ValidTokenTypes.Contains(TokenTypeIdentifiers.RefreshToken)) return;
        if (await refresh.FindAsync(text, context.CancellationToken) is not { } found) return;
        var exchanges = context.EndpointType == OpenIddictServerEndpointType.Token;
        if (!exchanges && (found.UsedAt is not null || found.Session.EndedAt is not null || found.ExpiresAt <= time.GetUtcNow())) return;
        context.Principal = TokenRequests.Principal(found.Session.PersonId.ToString(), [Scopes.OpenId, AccessTokens.ApiScope])
            .SetTokenType(TokenTypeIdentifiers.RefreshToken)
            .SetPresenters(Clients.FirstParty)
            .SetClaim(TokenClaims.SessionId, found.Session.Id.ToString())
            .SetExpirationDate(exchanges ? null : found.ExpiresAt);
    }
}

/// <summary>An access token of a session that has ended is worth nothing, whatever its signature says.</summary>
internal sealed class LivingSessions(IdentityDbContext db) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is not { } principal || principal.GetTokenType() != TokenTypeIdentifiers.AccessToken) return;
        if (!Guid.TryParse(principal.GetClaim(TokenClaims.SessionId), out var id)) return;
        var session = await db.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, context.CancellationToken);
        var issuedAt = long.TryParse(principal.GetClaim(TokenClaims.IssuedAtMilliseconds), CultureInfo.InvariantCulture, out var at) ? at : 0;
        if (session is null || !session.Honours(DateTimeOffset.FromUnixTimeMilliseconds(issuedAt))) context.Reject(Errors.InvalidToken, "The session of this token has ended.");
    }
}

/// <summary>Revoking either token of a session ends the session: one without the other is of no use to anybody honest.</summary>
internal sealed class Revocations(IdentityDbContext db, SessionEnding ending) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (!Guid.TryParse(context.GenericTokenPrincipal?.GetClaim(TokenClaims.SessionId), out var id)) return;
        if (await db.Sessions.AsNoTracking().FirstOrDefaultAsync(session => session.Id == id, context.CancellationToken) is not { } session) return;
        await ending.EndAsync(session.TenantId, session.PersonId, id, EndReasons.Revoked, "session.revoked", context.CancellationToken);
    }
}

/// <summary>Tells our services of a living token whose it is, where, and in which role.</summary>
internal sealed class Introspections : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    private static readonly string[] Told = [TokenClaims.TenantId, TokenClaims.Role, TokenClaims.SessionId, TokenClaims.Scope];

    public ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        foreach (var claim in Told) if (context.GenericTokenPrincipal?.GetClaim(claim) is { } value) context.Claims[claim] = value;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tells the holder of an access token who they are.</summary>
internal sealed class UserInfos(IdentityDbContext db) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        if (!Guid.TryParse(context.AccessTokenPrincipal?.GetClaim(Claims.Subject), out var id)) return;
        if (await db.People.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id, context.CancellationToken) is not { } person) return;
        (context.Email, context.GivenName, context.FamilyName) = (person.Email, person.FirstName, person.LastName);
        context.Claims[Claims.Name] = $"{person.FirstName} {person.LastName}";
    }
}
