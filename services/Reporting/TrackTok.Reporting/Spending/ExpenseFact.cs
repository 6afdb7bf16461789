using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>
/// An expense as the newest news of it tell: what every figure is made of. A deleted one stays as a tombstone, so that old news of it come too late. An absent category,
/// project or account is the empty UUID, as in <see cref="SpendingTotal"/>, whose key has no nulls.
/// </summary>
public sealed class ExpenseFact : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Guid ExpenseId { get; init; }

    /// <summary>The expense's own version; of two news the higher one holds, in whatever order they come.</summary>
    public required long Version { get; init; }

    public required bool Deleted { get; init; }

    public required DateOnly ExpenseDate { get; init; }

    public required Guid CategoryId { get; init; }

    public required Guid ProjectId { get; init; }

    public required Guid AccountId { get; init; }

    public required Guid CreatedBy { get; init; }

    public required string Status { get; init; }

    /// <summary>Exact, in <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The value that was fixed when the expense was recorded; zero when no rate was known.</summary>
    public required decimal ReportingAmount { get; init; }

    /// <summary>The currency of <see cref="ReportingAmount"/>; empty when no rate was known, so that nothing is taken for a value (SPEC 9.0).</summary>
    public required string ReportingCurrency { get; init; }

    public required string Title { get; init; }

    public string? Vendor { get; init; }

    /// <summary>The value in the project's currency; null without a project, or when no rate into it was known.</summary>
    public decimal? ProjectAmount { get; init; }

    /// <summary>What made this version: <c>recorded</c>, <c>approved</c> …; null when only its owner's present state was read.</summary>
    public string? Change { get; init; }

    /// <summary>When this version came to be.</summary>
    public required DateTimeOffset RevisedAt { get; init; }

    internal static ExpenseFact From(ExpenseRevised revised)
    {
        var expense = revised.Expense;
        return new ExpenseFact
        {
            TenantId = revised.TenantId,
            ExpenseId = expense.ExpenseId,
            Version = revised.Version,
            Deleted = revised.Deleted,
            ExpenseDate = expense.ExpenseDate,
            CategoryId = expense.CategoryId ?? Guid.Empty,
            ProjectId = expense.ProjectId ?? Guid.Empty,
            AccountId = expense.AccountId ?? Guid.Empty,
            CreatedBy = expense.CreatedBy,
            Status = expense.Status,
            Amount = expense.Amount,
            Currency = expense.Currency,
            ReportingAmount = expense.ReportingAmount ?? 0,
            ReportingCurrency = expense.ReportingAmount is null ? "" : expense.ReportingCurrency,
            Title = expense.Title,
            Vendor = expense.Vendor,
            ProjectAmount = expense.ProjectAmount,
            Change = revised.Change,
            RevisedAt = revised.OccurredAt.ToUniversalTime(),
        };
    }
}
