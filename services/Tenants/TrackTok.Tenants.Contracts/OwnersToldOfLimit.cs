namespace TrackTok.Tenants.Contracts;

/// <summary>The owners of a company are to be told by mail that a project has more expenses than the plan means it to have.</summary>
/// <param name="Version">How many expenses the project had then.</param>
/// <param name="Max">The last number within the limit.</param>
/// <param name="OwnerIds">The people who own the company now and may sign in.</param>
public sealed record OwnersToldOfLimit(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid[] OwnerIds, string TenantName, string TenantSubdomain, string Plan, long Max, Guid ProjectId, string ProjectName);
