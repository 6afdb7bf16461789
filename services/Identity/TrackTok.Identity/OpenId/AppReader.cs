using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;

namespace TrackTok.Identity.OpenId;

/// <summary>Finds the app behind a <c>client_id</c>. One that was revoked, or whose company is gone, is not there.</summary>
internal sealed class AppReader(IOpenIddictApplicationManager clients, TenantWork tenantWork)
{
    internal async Task<App?> FindAsync(string? clientId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(clientId, out var id) || await clients.FindByClientIdAsync(clientId, cancellationToken) is not { } client) return null;
        var properties = await clients.GetPropertiesAsync(client, cancellationToken);
        return properties.TryGetValue(AppClients.TenantProperty, out var of) && of.Deserialize<Guid>() is var tenantId ? await FindAsync(tenantId, id, cancellationToken) : null;
    }

    internal Task<App?> FindAsync(Guid tenantId, Guid id, CancellationToken cancellationToken) =>
        tenantWork.RunAsync(tenantId, Caller.System, db => db.Apps.AsNoTracking().SingleOrDefaultAsync(app => app.Id == id && app.RevokedAt == null, cancellationToken));
}
