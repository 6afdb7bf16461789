using System.Security.Claims;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Authorizations;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>Grants at the token endpoint: a password (our own client only), a code, a refresh token, or the client's own credentials.</summary>
internal sealed class TokenRequests(
    PasswordSignIn signIn, RefreshSession refresh, CodeExchange codes, AppTokens apps, AppReader reader, AccessTokens access, EdgeSignature edge, TenantContext tenant, CallerContext caller)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (request.IsClientCredentialsGrantType() && Clients.IsService(request.ClientId))
        {
            // A token with the internal scope is made for a service's own credentials and for nothing else, whatever else may be missing.
            IssuedTokens.Keep(context.Transaction, new Issued(access.ForService(request.ClientId!)));
            context.SignIn(Principal(request.ClientId!, [TokenClaims.InternalScope]));
            return;
        }
        var http = context.Transaction.GetHttpRequest()!;
        ReadEdge(http);
        if (request.IsPasswordGrantType())
        {
            var (signedIn, refusal) = await signIn.RunAsync(request.Username!, request.Password!, new SecondProof((string?)request["totp"], null), context.CancellationToken);
            if (refusal is not null) Reject(context, refusal);
            else Grant(context, signedIn!.Person.Id.ToString(), new Issued(signedIn.Tokens.AccessToken, signedIn.Tokens.RefreshToken), [Scopes.OpenId, AccessTokens.ApiScope]);
            return;
        }
        var app = await reader.FindAsync(request.ClientId, context.CancellationToken);
        if (app is null && request.ClientId != Clients.FirstParty) context.Reject(Errors.InvalidClient, "This app was revoked.");
        else if (request.IsRefreshTokenGrantType()) await RefreshAsync(context, app);
        else if (request.IsAuthorizationCodeGrantType()) await ExchangeAsync(context, app!);
        else if (request.IsClientCredentialsGrantType()) await GrantItselfAsync(context, app!);
    }

    private async Task RefreshAsync(HandleTokenRequestContext context, App? app)
    {
        var (refreshed, refusal) = await refresh.RefreshAsync(context.Request.RefreshToken!, app, [.. context.Request.GetScopes()], context.CancellationToken);
        if (refusal is not null) Reject(context, refusal);
        else Grant(context, refreshed!.Session, new Issued(refreshed.Tokens.AccessToken, refreshed.Tokens.RefreshToken, app is null ? null : refreshed.Scopes), refreshed.Scopes ?? [Scopes.OpenId, AccessTokens.ApiScope]);
    }

    private async Task ExchangeAsync(HandleTokenRequestContext context, App app)
    {
        var (session, tokens, refusal) = await codes.RunAsync(app, context.Request.Code!, context.CancellationToken);
        if (refusal is not null) Reject(context, refusal);
        else Grant(context, session!, new Issued(tokens!.Value.Access, tokens.Value.Refresh, session!.Scopes), session!.Scopes!);
    }

    private async Task GrantItselfAsync(HandleTokenRequestContext context, App app)
    {
        var (token, scopes, refusal) = await apps.GrantAsync(app, [.. context.Request.GetScopes()], context.CancellationToken);
        if (refusal is not null) Reject(context, refusal);
        else Grant(context, app.Id.ToString(), new Issued(token!, null, scopes), scopes!);
    }

    private static void Grant(HandleTokenRequestContext context, Session session, Issued issued, IReadOnlyList<string> scopes)
    {
        Grant(context, session.PersonId.ToString(), issued, scopes);
        context.Principal!.SetClaim(Claims.AuthenticationTime, session.ProvedAt.ToUnixTimeSeconds());
        foreach (var claim in context.Principal!.Claims.Where(claim => claim.Type == Claims.AuthenticationTime)) claim.SetDestinations(Destinations.IdentityToken);
    }

    /// <summary>The refresh token is ours, so the server is not told that there should be one.</summary>
    private static void Grant(HandleTokenRequestContext context, string subject, Issued issued, IReadOnlyList<string> scopes)
    {
        IssuedTokens.Keep(context.Transaction, issued);
        context.SignIn(Principal(subject, scopes.Where(scope => scope != AppScopes.Offline)));
    }

    /// <summary>The token endpoint stands before the routes' own pipeline, so what the gateway says of the request is read here.</summary>
    private void ReadEdge(HttpRequest http)
    {
        var facts = edge.Read(http.Headers[HeaderNames.Edge]);
        if (facts?.TenantId is { } named) tenant.Set(named);
        caller.Caller = Caller.Anonymous;
        caller.RequestId = http.Headers[HeaderNames.RequestId].FirstOrDefault() ?? http.HttpContext.TraceIdentifier;
        caller.UserAgent = http.Headers.UserAgent.FirstOrDefault();
        caller.Host = facts?.Host;
        caller.Address = facts?.Address ?? http.HttpContext.Connection.RemoteIpAddress?.ToString();
    }

    internal static ClaimsPrincipal Principal(string subject, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("tokens", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        return new ClaimsPrincipal(identity).SetScopes(scopes).SetResources(TokenValidation.Audience);
    }

    private static void Reject(HandleTokenRequestContext context, Refusal refusal) => context.Reject(refusal switch
    {
        { Kind: RefusalKind.TooMany or RefusalKind.Unavailable } => Errors.TemporarilyUnavailable,
        { Code: Errors.InvalidScope or Errors.UnauthorizedClient } => refusal.Code,
        _ => Errors.InvalidGrant,
    }, refusal.Detail);
}
