using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Providers;

/// <summary>Asks Tenants which domains a company has proved to be its own.</summary>
internal sealed class ProvedDomains(Tenants.Contracts.Tenants.TenantsClient tenants)
{
    /// <exception cref="Grpc.Core.RpcException">Tenants does not answer.</exception>
    internal async Task<IReadOnlyCollection<string>> OfAsync(Guid tenantId, CancellationToken cancellationToken) =>
        (await tenants.ListProvedDomainsAsync(new ListProvedDomainsRequest { TenantId = tenantId.ToString() }, cancellationToken: cancellationToken)).Domains;
}
