using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Data;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Granted = OpenIddict.Abstractions.OpenIddictConstants.Permissions;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// Tells the OpenID Connect server of the companies' apps, in the transaction of each change: it finds a client before any company is known, holds its secret as a hash, and compares
/// redirect addresses letter by letter.
/// </summary>
internal sealed class AppClients(IOpenIddictApplicationManager clients)
{
    /// <summary>The company of an app.</summary>
    internal const string TenantProperty = "tenant_id";

    /// <param name="secret">The new secret; null leaves it as it is.</param>
    internal async Task WriteAsync(App app, string? secret, CancellationToken cancellationToken)
    {
        var there = await clients.FindByClientIdAsync(app.Id.ToString(), cancellationToken);
        var descriptor = new OpenIddictApplicationDescriptor();
        // What is there begins it, so that the hash of the secret stays.
        if (there is not null) await clients.PopulateAsync(descriptor, there, cancellationToken);
        Describe(descriptor, app);
        if (secret is not null) descriptor.ClientSecret = secret;
        if (there is null) await clients.CreateAsync(descriptor, cancellationToken);
        else await clients.UpdateAsync(there, descriptor, cancellationToken);
    }

    /// <summary>Forgets apps: the server knows no such client any more.</summary>
    internal static Task RemoveAsync(IdentityDbContext db, IReadOnlyCollection<Guid> apps, CancellationToken cancellationToken)
    {
        var names = apps.Select(id => id.ToString()).ToList();
        return db.Set<OpenIddictEntityFrameworkCoreApplication>().Where(client => names.Contains(client.ClientId!)).ExecuteDeleteAsync(cancellationToken);
    }

    private static void Describe(OpenIddictApplicationDescriptor client, App app)
    {
        client.ClientId = app.Id.ToString();
        client.ClientType = app.IsConfidential ? ClientTypes.Confidential : ClientTypes.Public;
        client.ApplicationType = ApplicationTypes.Web;
        client.ConsentType = ConsentTypes.Explicit;
        client.DisplayName = app.Name;
        client.Properties[TenantProperty] = System.Text.Json.JsonSerializer.SerializeToElement(app.TenantId);
        client.RedirectUris.Clear();
        foreach (var uri in app.RedirectUris) client.RedirectUris.Add(new Uri(uri));
        client.PostLogoutRedirectUris.Clear();
        foreach (var uri in app.PostLogoutRedirectUris) client.PostLogoutRedirectUris.Add(new Uri(uri));
        client.Permissions.Clear();
        client.Permissions.UnionWith(Permitted(app));
        client.Requirements.Clear();
        client.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
    }

    private static IEnumerable<string> Permitted(App app)
    {
        yield return Granted.Endpoints.Token;
        yield return Granted.Endpoints.Revocation;
        if (app.IsConfidential) yield return Granted.Endpoints.Introspection;
        if (app.Grants.Contains(AppGrants.AuthorizationCode))
        {
            yield return Granted.Endpoints.Authorization;
            yield return Granted.Endpoints.EndSession;
            yield return Granted.GrantTypes.AuthorizationCode;
            yield return Granted.ResponseTypes.Code;
        }
        if (app.Grants.Contains(AppGrants.RefreshToken)) yield return Granted.GrantTypes.RefreshToken;
        if (app.Grants.Contains(AppGrants.ClientCredentials)) yield return Granted.GrantTypes.ClientCredentials;
        foreach (var scope in app.Scopes) yield return Granted.Prefixes.Scope + scope;
    }
}
