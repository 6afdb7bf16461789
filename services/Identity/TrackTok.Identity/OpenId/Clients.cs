using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using TrackTok.Identity.Data;
using TrackTok.Identity.Tokens;
using TrackTok.Tenancy;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Granted = OpenIddict.Abstractions.OpenIddictConstants.Permissions;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// Writes the clients that belong to the installation: one for our own applications (public, by password), and one for each of our services, which share the
/// secret <c>ServiceIdentity:ClientSecret</c>. Runs at every start, changes nothing when nothing has changed.
/// </summary>
internal sealed class Clients(IServiceScopeFactory scopes, IConfiguration configuration) : IHostedService
{
    internal const string FirstParty = "tracktok";
    private const long Lock = 7241;
    internal static bool IsService(string? clientId) => Services.Contains(clientId);

    private static readonly string[] Services = ["identity", "tenants", "expenses", "budgets", "reporting", "gateway"];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        await WriteAsync(clients, Own(), cancellationToken);
        if (configuration["ServiceIdentity:ClientSecret"] is { Length: > 0 } secret)
            foreach (var service in Services) await WriteAsync(clients, Service(service, secret), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task WriteAsync(IOpenIddictApplicationManager clients, OpenIddictApplicationDescriptor wanted, CancellationToken cancellationToken)
    {
        if (await clients.FindByClientIdAsync(wanted.ClientId!, cancellationToken) is not { } there)
        {
            await clients.CreateAsync(wanted, cancellationToken);
            return;
        }
        var sameSecret = wanted.ClientSecret is null || await clients.ValidateClientSecretAsync(there, wanted.ClientSecret, cancellationToken);
        if (!sameSecret || !wanted.Permissions.SetEquals(await clients.GetPermissionsAsync(there, cancellationToken))) await clients.UpdateAsync(there, wanted, cancellationToken);
    }

    private static OpenIddictApplicationDescriptor Own() => new()
    {
        ClientId = FirstParty,
        ClientType = ClientTypes.Public,
        DisplayName = "TrackTok",
        Permissions =
        {
            Granted.Endpoints.Token, Granted.Endpoints.Revocation, Granted.GrantTypes.Password, Granted.GrantTypes.RefreshToken,
            Granted.Scopes.Email, Granted.Scopes.Profile, Granted.Prefixes.Scope + AccessTokens.ApiScope,
        },
    };

    private static OpenIddictApplicationDescriptor Service(string name, string secret) => new()
    {
        ClientId = name,
        ClientSecret = secret,
        ClientType = ClientTypes.Confidential,
        DisplayName = $"TrackTok's own service {name}",
        Permissions =
        {
            Granted.Endpoints.Token, Granted.Endpoints.Revocation, Granted.Endpoints.Introspection, Granted.GrantTypes.ClientCredentials,
            Granted.Prefixes.Scope + TokenClaims.InternalScope,
        },
    };
}
