using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary><c>change-plan TENANT PLAN</c>: an upgrade lifts limits at once, a downgrade keeps what is there and blocks growth.</summary>
internal sealed class ChangePlan(OperatorDesk desk, TenantsDbContext db, TimeProvider time) : IServiceCommand
{
    public string Name => "change-plan";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => arguments is [var tenantName, var plan]
        ? await desk.WorkAsync(tenantName, $"on plan {plan}", async tenant =>
        {
            if (tenant.MoveTo(plan) is { } refusal) return refusal;
            await db.SaveRevisedAsync(tenant, "plan_changed", time.GetUtcNow(), cancellationToken);
            return null;
        }, cancellationToken)
        : await OperatorDesk.UsageAsync("change-plan TENANT PLAN");
}
