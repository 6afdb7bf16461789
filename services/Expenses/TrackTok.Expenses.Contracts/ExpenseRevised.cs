namespace TrackTok.Expenses.Contracts;

/// <summary>
/// An expense was recorded, changed, deleted or restored: its whole state after the change. Consumers keep the newest <see cref="Version"/> of each
/// expense and move their figures by the difference, so that order and repetition do not matter.
/// </summary>
/// <param name="Change">What happened: <c>recorded</c>, <c>changed</c>, <c>submitted</c>, <c>approved</c>, <c>deleted</c>, <c>restored</c> …</param>
/// <param name="Deleted">True for a tombstone: the expense counts nowhere.</param>
public sealed record ExpenseRevised(
    Guid TenantId,
    DateTimeOffset OccurredAt,
    long Version,
    string Change,
    bool Deleted,
    ExpenseFacts Expense);

/// <summary>The facts of an expense that figures are made of.</summary>
/// <param name="Amount">In <paramref name="Currency"/>, exact; above zero (a refund, when it comes, below).</param>
/// <param name="ReportingAmount">In <paramref name="ReportingCurrency"/>, fixed when recorded; null when no rate was known (SPEC 9.0: never guessed).</param>
/// <param name="Status">One of <see cref="ExpenseStatuses"/>; only some of them count in figures (<see cref="ExpenseStatuses.Count"/>).</param>
/// <param name="ProjectAmount">In the project's currency; null without a project, or when no rate into it was known.</param>
public sealed record ExpenseFacts(
    Guid ExpenseId,
    decimal Amount,
    string Currency,
    decimal? ReportingAmount,
    string ReportingCurrency,
    DateOnly ExpenseDate,
    string Title,
    string? Vendor,
    Guid? CategoryId,
    Guid? ProjectId,
    Guid? AccountId,
    Guid CreatedBy,
    string PaymentMethod,
    string Status,
    string[] Tags,
    decimal? ProjectAmount = null);

/// <summary>A category was created, changed or deleted: its state after the change.</summary>
public sealed record CategoryRevised(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid CategoryId, string Name, string? Color, Guid? ProjectId, Guid? ParentId, bool Deleted);

/// <summary>A project was created, changed or deleted: its state after the change.</summary>
public sealed record ProjectRevised(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid ProjectId, string Name, string Status, DateOnly? StartDate, DateOnly? EndDate,
    decimal? StartingBudget, string Currency, bool Deleted);

/// <summary>
/// An account was created, changed or deleted, money was moved into or out of it, or its balance is low or no longer is: its state after the change.
/// An expense that is paid from it tells of itself (<see cref="ExpenseRevised"/>), and of the account only while its balance is low.
/// </summary>
/// <param name="Archived">Kept for its history; pays for nothing new.</param>
public sealed record AccountRevised(
    Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid AccountId, string Name, string Type, string Currency, decimal Balance,
    decimal? LowBalanceThreshold, bool Deleted, bool Archived = false);
