using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Facts;

/// <summary>
/// What is known here of an expense: its newest state, by version, in whatever order the news came. All figures of this service are sums over these rows. A deleted
/// expense stays as a tombstone, so that older news of it change nothing.
/// </summary>
internal sealed record ExpenseFact : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Guid ExpenseId { get; init; }

    public required long Version { get; init; }

    public required bool Deleted { get; init; }

    public required decimal Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string CurrencyCode { get; init; }

    /// <summary>In <see cref="ReportingCurrencyCode"/>; null when no rate was known.</summary>
    public decimal? ReportingAmount { get; init; }

    public required string ReportingCurrencyCode { get; init; }

    public required DateOnly ExpenseDate { get; init; }

    public required string Title { get; init; }

    public string? Vendor { get; init; }

    public Guid? CategoryId { get; init; }

    public Guid? ProjectId { get; init; }

    public Guid? AccountId { get; init; }

    /// <summary>The person whose expense it is.</summary>
    public required Guid CreatedBy { get; init; }

    public required string Status { get; init; }

    public required string[] Tags { get; init; }

    /// <summary>When the expense came into this state.</summary>
    public required DateTimeOffset RevisedAt { get; init; }

    public static ExpenseFact From(ExpenseRevised revised) => new()
    {
        TenantId = revised.TenantId,
        ExpenseId = revised.Expense.ExpenseId,
        Version = revised.Version,
        Deleted = revised.Deleted,
        Amount = revised.Expense.Amount,
        CurrencyCode = revised.Expense.Currency,
        ReportingAmount = revised.Expense.ReportingAmount,
        ReportingCurrencyCode = revised.Expense.ReportingCurrency,
        ExpenseDate = revised.Expense.ExpenseDate,
        Title = revised.Expense.Title,
        Vendor = revised.Expense.Vendor,
        CategoryId = revised.Expense.CategoryId,
        ProjectId = revised.Expense.ProjectId,
        AccountId = revised.Expense.AccountId,
        CreatedBy = revised.Expense.CreatedBy,
        Status = revised.Expense.Status,
        Tags = revised.Expense.Tags,
        RevisedAt = revised.OccurredAt,
    };
}
