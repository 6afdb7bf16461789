using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Plans;

/// <summary>Publishes the table of plans (SPEC 2.8).</summary>
internal static class ListPlans
{
    private static readonly PlansAnswer Answer = new([.. PlanLimits.Offered.Select(PlanAnswer.From)]);

    internal static Ok<PlansAnswer> Handle() => TypedResults.Ok(Answer);
}

internal sealed record PlansAnswer(IReadOnlyList<PlanAnswer> Items);

internal sealed record PlanAnswer(string Name, bool Default, IReadOnlyList<LimitAnswer> Limits)
{
    internal static PlanAnswer From(PlanLimits plan) => new(plan.Plan, plan == PlanLimits.Offered[0], [.. plan.All.Select(limit => new LimitAnswer(limit.Name, limit.Max, limit.Kind))]);
}

/// <param name="Kind"><c>hard</c> refuses, <c>soft</c> warns.</param>
internal sealed record LimitAnswer(string Name, long Max, LimitKind Kind);
