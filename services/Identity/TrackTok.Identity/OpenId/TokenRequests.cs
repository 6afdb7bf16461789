using System.Security.Claims;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.People;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>Grants at the token endpoint: a password (our own client only), a refresh token, or a service's own credentials.</summary>
internal sealed class TokenRequests(PasswordSignIn signIn, RefreshSession refresh, EdgeSignature edge, TenantContext tenant, CallerContext caller)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (request.IsClientCredentialsGrantType())
        {
            context.SignIn(Principal(request.ClientId!, [TokenClaims.InternalScope]));
            return;
        }
        var http = context.Transaction.GetHttpRequest()!;
        ReadEdge(http);
        if (request.IsPasswordGrantType())
        {
            var (signedIn, refusal) = await signIn.RunAsync(request.Username!, request.Password!, (string?)request["totp"], context.CancellationToken);
            if (refusal is not null) Reject(context, refusal);
            else Grant(context, signedIn!.Person, signedIn.Tokens);
        }
        else if (request.IsRefreshTokenGrantType())
        {
            var (tokens, refusal) = await refresh.RefreshAsync(request.RefreshToken!, context.CancellationToken);
            if (refusal is not null) Reject(context, refusal);
            else Grant(context, Guid.Parse(context.Principal!.GetClaim(Claims.Subject)!), tokens!);
        }
    }

    /// <summary>The token endpoint stands before the routes' own pipeline, so what the gateway says of the request is read here.</summary>
    private void ReadEdge(HttpRequest http)
    {
        var facts = edge.Read(http.Headers[HeaderNames.Edge]);
        if (facts?.TenantId is { } named) tenant.Set(named);
        caller.Caller = Caller.Anonymous;
        caller.RequestId = http.Headers[HeaderNames.RequestId].FirstOrDefault() ?? http.HttpContext.TraceIdentifier;
        caller.UserAgent = http.Headers.UserAgent.FirstOrDefault();
        caller.Address = facts?.Address ?? http.HttpContext.Connection.RemoteIpAddress?.ToString();
    }

    private static void Grant(HandleTokenRequestContext context, Person person, SessionTokens tokens) => Grant(context, person.Id, tokens);

    private static void Grant(HandleTokenRequestContext context, Guid personId, SessionTokens tokens)
    {
        IssuedTokens.Keep(context.Transaction, tokens);
        context.SignIn(Principal(personId.ToString(), [Scopes.OpenId, AccessTokens.ApiScope]));
    }

    internal static ClaimsPrincipal Principal(string subject, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("tokens", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject);
        return new ClaimsPrincipal(identity).SetScopes(scopes).SetResources(TokenValidation.Audience);
    }

    private static void Reject(HandleTokenRequestContext context, Refusal refusal) => context.Reject(
        refusal.Kind is RefusalKind.TooMany or RefusalKind.Unavailable ? Errors.TemporarilyUnavailable : Errors.InvalidGrant, refusal.Detail);
}
