namespace TrackTok.Expenses.Contracts;

/// <summary>A project has more expenses than the plan means it to have, which is allowed and worth a word to the owners (SPEC 2.8). Told once for each project and limit.</summary>
/// <param name="Version">How many expenses the project had then.</param>
/// <param name="Limit">As the API names it: <c>expenses_per_project</c>.</param>
/// <param name="Max">The last number within the limit.</param>
public sealed record PlanLimitPassed(Guid TenantId, DateTimeOffset OccurredAt, long Version, string Limit, string Plan, long Max, Guid ProjectId, string ProjectName);
