using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>A client asks for scopes that it was registered with, and hears of others as the standard says: <c>invalid_scope</c>.</summary>
internal sealed class ScopesOfClient(IOpenIddictApplicationManager clients) : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>, IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public async ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        var scopes = context.Request.GetScopes();
        if (scopes.IsEmpty) context.Reject(Errors.InvalidScope, "Ask for at least one scope.");
        else if (!await MayAskAsync(context.ClientId!, scopes, context.CancellationToken)) context.Reject(Errors.InvalidScope, "The app was not registered with all of these scopes.");
    }

    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        var wanted = context.Request.GetScopes();
        if (context.RefreshTokenPrincipal is { } given && wanted.Except(given.GetScopes()).Any()) context.Reject(Errors.InvalidScope, "A refresh gives what was let before, or less.");
        else if (context.ClientId is { } id && !await MayAskAsync(id, wanted, context.CancellationToken)) context.Reject(Errors.InvalidScope, "The client was not registered with all of these scopes.");
    }

    private async Task<bool> MayAskAsync(string clientId, IEnumerable<string> scopes, CancellationToken cancellationToken)
    {
        var client = (await clients.FindByClientIdAsync(clientId, cancellationToken))!;
        foreach (var scope in scopes)
        {
            var permission = scope switch
            {
                Scopes.OfflineAccess => OpenIddictConstants.Permissions.GrantTypes.RefreshToken,
                Scopes.OpenId when clientId == Clients.FirstParty => null,
                _ => OpenIddictConstants.Permissions.Prefixes.Scope + scope,
            };
            if (permission is not null && !await clients.HasPermissionAsync(client, permission, cancellationToken)) return false;
        }
        return true;
    }
}
