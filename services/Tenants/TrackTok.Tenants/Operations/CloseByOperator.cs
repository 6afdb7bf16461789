using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary><c>close TENANT REASON</c>: begins the end of a company (SPEC 2.6) for its owners, suspended or not: it can be read and exported, and is erased after the grace.</summary>
internal sealed class CloseByOperator(OperatorDesk desk, TenantsDbContext db, TimeProvider time) : IServiceCommand
{
    public string Name => "close";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => arguments is [var tenantName, { Length: > 0 and <= 500 } reason]
        ? await desk.WorkAsync(tenantName, "closing", async tenant =>
        {
            var now = time.GetUtcNow();
            if (tenant.Close(now) is { } refusal) return refusal;
            db.Record("tenant.closing_reason", Tenant.AuditNoun, tenant.TenantId, after: reason.Trim());
            await db.SaveRevisedAsync(tenant, "closing", now, cancellationToken);
            return null;
        }, cancellationToken)
        : await OperatorDesk.UsageAsync("close TENANT REASON");
}

/// <summary><c>reopen TENANT</c>: a closing company goes on; one that was suspended before stays so.</summary>
internal sealed class ReopenByOperator(OperatorDesk desk, TenantsDbContext db, RevocationList revocations, TimeProvider time) : IServiceCommand
{
    public string Name => "reopen";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is not [var tenantName]) return await OperatorDesk.UsageAsync("reopen TENANT");
        Guid? suspended = null;
        var code = await desk.WorkAsync(tenantName, "open again", async tenant =>
        {
            if (tenant.Reopen() is { } refusal) return refusal;
            await db.SaveRevisedAsync(tenant, "reopened", time.GetUtcNow(), cancellationToken);
            suspended = tenant.Status == TenantStatus.Suspended ? tenant.TenantId : null;
            return null;
        }, cancellationToken);
        if (code == 0 && suspended is { } id) await revocations.RevokeAsync(RevocationSubject.Tenant(id));
        return code;
    }
}
