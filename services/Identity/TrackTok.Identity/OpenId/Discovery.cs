using OpenIddict.Server;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Memberships;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>What apps may know of us beforehand: the scopes there are for them, which are the services' permissions besides those about a person, the claims, and that public apps prove nothing but PKCE.</summary>
internal sealed class Discovery(PermissionNames permissions) : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    private static readonly string[] Claimed = [Claims.AuthenticationTime, Claims.Email, Claims.EmailVerified, Claims.FamilyName, Claims.GivenName, Claims.Name];

    public async ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.Scopes.Clear();
        context.Scopes.UnionWith([.. AppScopes.OfPerson, AppScopes.Offline, .. (await permissions.SummariesAsync(context.CancellationToken)).Keys.Except(AppScopes.Never)]);
        context.Claims.UnionWith(Claimed);
        context.TokenEndpointAuthenticationMethods.Add(ClientAuthenticationMethods.None);
        context.RevocationEndpointAuthenticationMethods.Add(ClientAuthenticationMethods.None);
    }
}
