using TrackTok.Tenants.Contracts;

namespace TrackTok.Gateway.Resolving;

/// <summary>What the edge knows of a tenant; the higher version is the newer.</summary>
internal sealed record ResolvedTenant(Guid Id, string Subdomain, string Status, string Plan, long Version)
{
    /// <summary>Requests for this tenant are refused until it is reactivated.</summary>
    internal bool IsSuspended => Status == "suspended";

    /// <summary>It can be read, and reopened; nothing else of it can be changed.</summary>
    internal bool IsClosing => Status == "closing";

    internal static ResolvedTenant From(Tenant tenant) => new(Guid.Parse(tenant.Id), tenant.Subdomain, tenant.Status, tenant.Plan, tenant.Version);

    internal static ResolvedTenant From(TenantRevised revised) => new(revised.TenantId, revised.Subdomain, revised.Status, revised.Plan, revised.Version);
}
