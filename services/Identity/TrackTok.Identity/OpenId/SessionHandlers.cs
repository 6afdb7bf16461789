using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
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
        context.Principal = TokenRequests.Principal(found.Session.PersonId.ToString(), found.Session.Scopes ?? [Scopes.OpenId, AccessTokens.ApiScope])
            .SetTokenType(TokenTypeIdentifiers.RefreshToken)
            .SetPresenters(found.Session.AppId?.ToString() ?? Clients.FirstParty)
            .SetClaim(TokenClaims.SessionId, found.Session.Id.ToString())
            .SetExpirationDate(exchanges ? null : found.ExpiresAt);
    }
}

/// <summary>Reads a code, without using it up, so that the server can compare client, redirect address and PKCE. One that was used is let through here: the exchange notices it.</summary>
internal sealed class CodeReader(CodeExchange codes, TimeProvider time) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is not null || !context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.AuthorizationCode) || context.Token is not { Length: > 0 } text) return;
        var (found, by) = await codes.FindAsync(text, context.CancellationToken);
        if (found is null || by is null || (found.CodeUsedAt is null && !found.IsCodeGood(time.GetUtcNow()))) return;
        var asked = new OpenIddictRequest(JsonElement.Parse(found.Parameters));
        context.Principal = TokenRequests.Principal(by.PersonId.ToString(), found.Scopes)
            .SetTokenType(TokenTypeIdentifiers.Private.AuthorizationCode)
            .SetPresenters(found.AppId.ToString())
            .SetClaim(Claims.Private.RedirectUri, asked.RedirectUri)
            .SetClaim(Claims.Private.CodeChallenge, asked.CodeChallenge)
            .SetClaim(Claims.Private.CodeChallengeMethod, asked.CodeChallengeMethod)
            .SetClaim(Claims.Private.Nonce, asked.Nonce);
    }
}

/// <summary>
/// An access token of a session, a key or an app that has ended is worth nothing, whatever its signature says; neither is one for another audience, or for later, which the server by itself
/// does not look at.
/// </summary>
internal sealed class LivingSessions(StandingTokens standing, TimeProvider time) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is not { } principal || principal.GetTokenType() != TokenTypeIdentifiers.AccessToken) return;
        var from = long.TryParse(principal.GetClaim(Claims.NotBefore), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        if (!principal.HasAudience(TokenValidation.Audience) || from > (time.GetUtcNow() + Skew).ToUnixTimeSeconds())
        {
            context.Reject(Errors.InvalidToken, "This token is not for here, or not for now.");
            return;
        }
        if (!Guid.TryParse(principal.GetClaim(TokenClaims.SessionId), out var id)) return;
        var issuedAt = long.TryParse(principal.GetClaim(TokenClaims.IssuedAtMilliseconds), CultureInfo.InvariantCulture, out var at) ? at : 0;
        var tenantId = principal.HasClaim(TokenClaims.KeyId) && Guid.TryParse(principal.GetClaim(TokenClaims.TenantId), out var of) ? of : (Guid?)null;
        if (!await standing.StandsAsync(id, tenantId, DateTimeOffset.FromUnixTimeMilliseconds(issuedAt), context.CancellationToken)) context.Reject(Errors.InvalidToken, "The session of this token has ended.");
    }

    /// <summary>The clocks of two of our processes differ by no more.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Our own services may introspect every token. Everybody else may introspect and revoke tokens that were made for them: an app its own, our own client those of people's own sessions. Of
/// any other token they hear what they hear of none.
/// </summary>
internal sealed class OwnTokensOnly : IOpenIddictServerHandler<ValidateIntrospectionRequestContext>, IOpenIddictServerHandler<ValidateRevocationRequestContext>
{
    public ValueTask HandleAsync(ValidateIntrospectionRequestContext context)
    {
        if (!IsTheirs(context.ClientId, context.GenericTokenPrincipal)) context.Reject(Errors.InvalidToken, "This token is not yours.");
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ValidateRevocationRequestContext context)
    {
        if (!IsTheirs(context.ClientId, context.GenericTokenPrincipal)) context.Reject(Errors.InvalidToken, "This token is not yours.");
        return ValueTask.CompletedTask;
    }

    private static bool IsTheirs(string? clientId, ClaimsPrincipal? token)
    {
        if (token?.GetTokenType() is not (TokenTypeIdentifiers.AccessToken or TokenTypeIdentifiers.RefreshToken)) return false;
        if (Clients.IsService(clientId)) return true;
        var presenters = token!.GetPresenters();
        return clientId == Clients.FirstParty ? presenters.IsEmpty || presenters.Contains(clientId) : presenters.Contains(clientId!);
    }
}

/// <summary>Revoking either token of a session ends the session: one without the other is of no use to anybody honest. An app's token for itself takes all of that kind with it.</summary>
internal sealed class Revocations(IdentityDbContext db, SessionEnding ending, AppTokens apps) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (context.GenericTokenPrincipal is not { } token || !Guid.TryParse(token.GetClaim(TokenClaims.SessionId), out var id)) return;
        if (await db.Sessions.AsNoTracking().FirstOrDefaultAsync(session => session.Id == id, context.CancellationToken) is { } session)
            await ending.EndAsync(session.TenantId, session.PersonId, id, EndReasons.Revoked, "session.revoked", context.CancellationToken);
        else if (token.HasClaim(TokenClaims.AppId) && Guid.TryParse(token.GetClaim(TokenClaims.TenantId), out var tenantId))
            await apps.RevokeAsync(tenantId, id, context.CancellationToken);
    }
}

/// <summary>Tells of a living token whose it is, where, in which role, and for whom it was made.</summary>
internal sealed class Introspections : IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    private static readonly string[] Told = [TokenClaims.TenantId, TokenClaims.Role, TokenClaims.SessionId, TokenClaims.Scope, TokenClaims.AppId];

    public ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        foreach (var claim in Told) if (context.GenericTokenPrincipal?.GetClaim(claim) is { } value) context.Claims[claim] = value;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tells the holder of an access token who the person is: their own session everything, an app what its scopes name, and an app for itself nothing.</summary>
internal sealed class UserInfos(IdentityDbContext db) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
{
    public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal!;
        var whole = token.HasScope(AccessTokens.ApiScope) || token.HasScope(TokenClaims.PlatformScope);
        if (!whole && !token.HasScope(Scopes.OpenId))
        {
            context.Reject(Errors.InsufficientScope, "The token was not given the scope openid.");
            return;
        }
        if (!Guid.TryParse(token.GetClaim(Claims.Subject), out var id)) return;
        if (await db.People.AsNoTracking().FirstOrDefaultAsync(person => person.Id == id, context.CancellationToken) is not { } person) return;
        if (whole || token.HasScope(Scopes.Email)) (context.Email, context.EmailVerified) = (person.Email, person.EmailVerifiedAt is not null);
        if (!whole && !token.HasScope(Scopes.Profile)) return;
        (context.GivenName, context.FamilyName) = (person.FirstName, person.LastName);
        context.Claims[Claims.Name] = $"{person.FirstName} {person.LastName}";
    }
}
