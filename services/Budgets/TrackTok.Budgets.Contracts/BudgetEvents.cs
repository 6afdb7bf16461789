namespace TrackTok.Budgets.Contracts;

/// <summary>Spending crossed a threshold of a budget in one of its periods.</summary>
public sealed record BudgetThresholdCrossed(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid BudgetId, DateOnly PeriodStart, DateOnly PeriodEnd, decimal Percent, decimal Planned,
    decimal Spent, string Currency);

/// <summary>An alert was raised. <see cref="Version"/> is the alert's own.</summary>
public sealed record AlertRaised(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid AlertId, string Kind, string Severity, string EntityType, Guid EntityId, string Title, string Message);

/// <summary>The cause of an alert is gone.</summary>
public sealed record AlertResolved(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid AlertId, string Kind, string EntityType, Guid EntityId);

/// <summary>A budget was created, changed or deleted: its state after the change.</summary>
public sealed record BudgetRevised(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid BudgetId, string Name, decimal Amount, string Currency, string Period, bool Deleted);
