using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Plans;
using TrackTok.Tenants.Registry;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Operations;

/// <summary>Moves a tenant to another plan (merge patch): an upgrade lifts limits at once, a downgrade keeps what is there and blocks growth (SPEC 2.8).</summary>
internal static class ChangePlatformTenant
{
    internal static async Task<Results<Ok<PlatformTenantAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ChangePlatformTenantRequest request, IfMatch ifMatch, OperatorDesk desk, TenantsDbContext db, TenantUsage usage, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await desk.EnterAsync(id, cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(tenant.Version)) return (await StaleVersion.RefuseAsync(db, tenant, ifMatch, cancellationToken)).ToProblem();
        if (request.Plan.Value is { } plan && tenant.MoveTo(plan) is { } refusal) return refusal.ToProblem();
        await db.SaveRevisedAsync(tenant, "plan_changed", time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(await TenantFile.ReadAsync(tenant, db, usage, cancellationToken));
    }
}

internal sealed record ChangePlatformTenantRequest(Change<string> Plan) : ICheckedRequest
{
    private static readonly string[] Plans = [.. PlanLimits.Offered.Select(plan => plan.Plan)];

    public void Check(RequestErrors errors)
    {
        if (!Plan.IsGiven) return;
        if (errors.Required(Plan.Value, "plan")) errors.OneOf(Plan.Value, "plan", Plans);
    }
}
