using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// Tells an app what is wrong with its request, at its own address (OpenID Connect Core 3.1.2.6), where the server by itself would tell the person. Where client and address do not belong
/// together, letter by letter, the browser stays here.
/// </summary>
internal sealed class ErrorsToApps(IOpenIddictApplicationManager clients) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.Error is null || context.Request is not { ClientId: { Length: > 0 } clientId, RedirectUri: { Length: > 0 } address }) return;
        if (context.RedirectUri is null)
        {
            if (await clients.FindByClientIdAsync(clientId, context.CancellationToken) is not { } client || !await clients.ValidateRedirectUriAsync(client, address, context.CancellationToken)) return;
            context.RedirectUri = address;
        }
        context.ResponseMode = ResponseModes.Query;
    }
}
