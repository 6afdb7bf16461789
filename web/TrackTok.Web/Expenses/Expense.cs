namespace TrackTok.Web.Expenses;

/// <summary>An expense as the API shows it: amounts are decimal strings in their currency's minor units.</summary>
public sealed record Expense(
    Guid Id, string Amount, string Currency, string? ReportingAmount, string ReportingCurrency, ExpenseRate? Rate, string Title, string? Description, string? Vendor, Guid? CategoryId, Guid? ProjectId,
    Guid? AccountId, string? AccountAmount, DateOnly ExpenseDate, string PaymentMethod, string? PaymentReference, string Status, string? RejectionReason, IReadOnlyList<string> Tags, string? Notes,
    bool Billable, string? TaxAmount, decimal? TaxRate, Guid CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt, long Version)
{
    public const string Draft = "draft";
    public const string Submitted = "submitted";
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Reimbursed = "reimbursed";
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> Statuses { get; } = [Draft, Submitted, Approved, Rejected, Reimbursed, Withdrawn];

    public static IReadOnlyList<string> PaymentMethods { get; } = ["credit_card", "debit_card", "bank_transfer", "cash", "digital_wallet", "other"];

    /// <summary>True while it is not filed, or was sent back: who recorded it may change it.</summary>
    public bool IsOpen => Status is Draft or Rejected or Withdrawn;

    /// <summary>True when its amount is of another currency than the company's.</summary>
    public bool IsForeign => Currency != ReportingCurrency;
}

/// <summary>What made the reporting amount: units of the reporting currency for one of the expense's.</summary>
public sealed record ExpenseRate(string Value, string Source, DateOnly Date);

/// <summary>An expense as it was after one change.</summary>
public sealed record ExpenseRevision(long Version, string Change, DateTimeOffset RevisedAt, Guid? RevisedBy, Expense Expense);

/// <summary>What a filter adds up to; different currencies are never added.</summary>
public sealed record ExpenseTotals(long Count, string ReportingCurrency, string ReportingTotal, IReadOnlyList<CurrencyTotal> Unconverted, IReadOnlyList<CurrencyTotal> ByCurrency);

public sealed record CurrencyTotal(string Currency, string Amount, long Count);
