using System.Linq.Expressions;
using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>An expense as the API shows it. Amounts are decimal strings in their currency's minor units.</summary>
internal sealed record ExpenseResponse : IVersionedAnswer
{
    public required Guid Id { get; init; }
    public required string Amount { get; init; }
    public required string Currency { get; init; }
    public required string? ReportingAmount { get; init; }
    public required string ReportingCurrency { get; init; }
    public required RateResponse? Rate { get; init; }
    public required string Title { get; init; }
    public required string? Description { get; init; }
    public required string? Vendor { get; init; }
    public required Guid? CategoryId { get; init; }
    public required Guid? ProjectId { get; init; }
    public required Guid? AccountId { get; init; }

    /// <summary>What left the account, in the account's currency.</summary>
    public required string? AccountAmount { get; init; }
    public required DateOnly ExpenseDate { get; init; }

    [OneOf(typeof(PaymentMethods))]
    public required string PaymentMethod { get; init; }
    public required string? PaymentReference { get; init; }

    [OneOf(typeof(ExpenseStatuses))]
    public required string Status { get; init; }
    public required string? RejectionReason { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required string? Notes { get; init; }
    public required bool Billable { get; init; }
    public required string? TaxAmount { get; init; }
    public required decimal? TaxRate { get; init; }

    /// <summary>Lines of a divided expense; none can be made yet.</summary>
    public IReadOnlyList<string> Splits { get; } = [];
    public IReadOnlyList<string> Receipts { get; } = [];
    public IReadOnlyDictionary<string, string> Custom { get; } = NoFields;
    public IReadOnlyList<string> Warnings { get; } = [];
    public required Guid CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted, while it can be restored.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }
    public required long Version { get; init; }

    private static readonly Dictionary<string, string> NoFields = [];

    /// <summary>How a row becomes an answer, for queries: PostgreSQL sends just these columns, and the texts are made here.</summary>
    public static readonly Expression<Func<Expense, ExpenseResponse>> Projection = expense => new ExpenseResponse
    {
        Id = expense.Id,
        Amount = Text(expense.Amount, expense.Currency),
        Currency = expense.Currency,
        ReportingAmount = OptionalText(expense.ReportingAmount, expense.ReportingCurrency),
        ReportingCurrency = expense.ReportingCurrency,
        Rate = RateResponse.Of(expense.Rate, expense.RateSource, expense.RateDate),
        Title = expense.Title,
        Description = expense.Description,
        Vendor = expense.Vendor,
        CategoryId = expense.CategoryId,
        ProjectId = expense.ProjectId,
        AccountId = expense.AccountId,
        AccountAmount = OptionalText(expense.AccountAmount, expense.AccountCurrency),
        ExpenseDate = expense.ExpenseDate,
        PaymentMethod = expense.PaymentMethod,
        PaymentReference = expense.PaymentReference,
        Status = expense.Status,
        RejectionReason = expense.RejectionReason,
        Tags = expense.Tags,
        Notes = expense.Notes,
        Billable = expense.Billable,
        TaxAmount = OptionalText(expense.TaxAmount, expense.Currency),
        TaxRate = expense.TaxRate,
        CreatedBy = expense.CreatedBy,
        CreatedAt = expense.CreatedAt,
        UpdatedAt = expense.UpdatedAt,
        DeletedAt = expense.DeletedAt,
        Version = expense.Version,
    };

    private static readonly Func<Expense, ExpenseResponse> Compiled = Projection.Compile();

    public static ExpenseResponse From(Expense expense) => Compiled(expense);

    private static string Text(decimal amount, string currency) => TrackTok.Currencies.Currency.Of(currency).Text(amount);

    private static string? OptionalText(decimal? amount, string? currency) => amount is { } given && currency is not null ? Text(given, currency) : null;
}

/// <summary>The rate that made the reporting amount: units of the reporting currency for one of the expense's.</summary>
internal sealed record RateResponse(string Value, string Source, DateOnly Date)
{
    public static RateResponse? Of(decimal? value, string? source, DateOnly? date) => value is { } rate
        ? new(Text(rate), source!, date!.Value)
        : null;

    public static string Text(decimal rate) => rate.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);
}
