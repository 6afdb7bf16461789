using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Plans;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary>Suspends a tenant: from the next request on everything of it is refused, and no token issued until now is good any more. Its data stays.</summary>
internal static class SuspendPlatformTenant
{
    internal static async Task<Results<Ok<PlatformTenantAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ReasonRequest request, OperatorDesk desk, TenantsDbContext db, TenantUsage usage, RevocationList revocations, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await desk.EnterAsync(id, cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (tenant.Suspend(request.Reason!) is { } refusal) return refusal.ToProblem();
        await db.SaveRevisedAsync(tenant, "suspended", time.GetUtcNow(), cancellationToken);
        db.AfterCommit(() => revocations.RevokeAsync(RevocationSubject.Tenant(id)));
        return TypedResults.Ok(await TenantFile.ReadAsync(tenant, db, usage, cancellationToken));
    }
}

/// <summary>Lifts a suspension; people sign in again.</summary>
internal static class ReactivatePlatformTenant
{
    internal static async Task<Results<Ok<PlatformTenantAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ReasonRequest request, OperatorDesk desk, TenantsDbContext db, TenantUsage usage, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await desk.EnterAsync(id, cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (tenant.Reactivate() is { } refusal) return refusal.ToProblem();
        db.Record("tenant.reactivation_reason", Tenant.AuditNoun, id, after: request.Reason!.Trim());
        await db.SaveRevisedAsync(tenant, "reactivated", time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(await TenantFile.ReadAsync(tenant, db, usage, cancellationToken));
    }
}

/// <param name="Reason">Why; the tenant's audit trail keeps it.</param>
internal sealed record ReasonRequest(string? Reason) : ICheckedRequest
{
    public void Check(RequestErrors errors) => errors.Lines(Reason, "reason", Tenant.LongestReason);
}
