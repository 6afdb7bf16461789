using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary><c>suspend TENANT REASON</c>: from the next request on, the gateway refuses everything of the tenant, and no token issued until now is good any more.</summary>
internal sealed class SuspendTenant(OperatorDesk desk, TenantsDbContext db, RevocationList revocations, TimeProvider time) : IServiceCommand
{
    public string Name => "suspend";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is not [var tenantName, var reason]) return await OperatorDesk.UsageAsync("suspend TENANT REASON");
        Guid tenantId = default;
        var code = await desk.WorkAsync(tenantName, "suspended", async tenant =>
        {
            if (tenant.Suspend(reason) is { } refusal) return refusal;
            await db.SaveRevisedAsync(tenant, "suspended", time.GetUtcNow(), cancellationToken);
            tenantId = tenant.TenantId;
            return null;
        }, cancellationToken);
        if (code == 0) await revocations.RevokeAsync(RevocationSubject.Tenant(tenantId));
        return code;
    }
}

/// <summary><c>reactivate TENANT</c>: lifts a suspension; people sign in again.</summary>
internal sealed class ReactivateTenant(OperatorDesk desk, TenantsDbContext db, TimeProvider time) : IServiceCommand
{
    public string Name => "reactivate";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => arguments is [var tenantName]
        ? await desk.WorkAsync(tenantName, "active again", async tenant =>
        {
            if (tenant.Reactivate() is { } refusal) return refusal;
            await db.SaveRevisedAsync(tenant, "reactivated", time.GetUtcNow(), cancellationToken);
            return null;
        }, cancellationToken)
        : await OperatorDesk.UsageAsync("reactivate TENANT");
}
