namespace TrackTok.Web.Budgets;

/// <summary>A budget as the API shows it: amounts are decimal strings in its currency.</summary>
/// <param name="Status">How it stands today; only in the list, and when that was asked for.</param>
public sealed record Budget(
    Guid Id, string Name, string Amount, string Currency, string Period, DateOnly StartDate, DateOnly? EndDate, int AlertThreshold, IReadOnlyList<int> Thresholds, bool AlertEnabled, BudgetScope Scope,
    string Rollover, DateTimeOffset CreatedAt, long Version, BudgetPeriod? Status)
{
    public static IReadOnlyList<string> Periods { get; } = ["daily", "weekly", "monthly", "quarterly", "yearly", "custom"];

    public static IReadOnlyList<string> Rollovers { get; } = ["none", "unspent", "overspent", "both"];
}

/// <summary>Which expenses count: all that is given must fit; nothing means the whole company.</summary>
public sealed record BudgetScope(Guid? ProjectId, IReadOnlyList<Guid> CategoryIds, Guid? UserId, Guid? AccountId, IReadOnlyList<string> Tags)
{
    public bool IsAll => ProjectId is null && UserId is null && AccountId is null && CategoryIds.Count == 0 && Tags.Count == 0;
}

/// <summary>How a budget stands in one of its periods.</summary>
public sealed record BudgetPeriod(
    PeriodDays Period, string Currency, string Planned, string Carried, string Available, string Spent, string Committed, string Remaining, decimal Utilization, bool Exceeded,
    IReadOnlyList<Threshold> Thresholds, IReadOnlyList<UnconvertedSums> Unconverted, DateTimeOffset AsOf)
{
    /// <summary>The colour of its bar.</summary>
    public string Tone => Exceeded ? "bad" : Thresholds.Any(threshold => threshold.CrossedAt is not null) ? "warn" : "";

    /// <summary>What is committed, in per cent of what is available.</summary>
    public decimal CommittedShare => Design.Formats.Read(Available) is { } available and > 0 ? (Design.Formats.Read(Committed) ?? 0) * 100 / available : 0;

    public IEnumerable<decimal> Marks => Thresholds.Where(threshold => threshold.Percent is > 0 and < 100).Select(threshold => (decimal)threshold.Percent);
}

public sealed record PeriodDays(DateOnly Start, DateOnly End);

public sealed record Threshold(int Percent, DateTimeOffset? CrossedAt);

public sealed record UnconvertedSums(string Currency, string Spent, string Committed);

/// <summary>An expense behind a budget's figure.</summary>
/// <param name="Counted">In the budget's currency; null when there is no rate into it.</param>
public sealed record BudgetExpense(
    Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, string? Counted, string CountsAs, DateOnly ExpenseDate, string Status);

/// <summary>Something with a name that a scope can point to.</summary>
public sealed record Named(Guid Id, string Name, string? Status = null, bool? Archived = null);

public sealed record MemberName(Guid UserId, string FirstName, string LastName)
{
    public string Name => $"{FirstName} {LastName}".Trim();
}
