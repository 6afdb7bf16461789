using TrackTok.Currencies;

namespace TrackTok.Expenses.Expenses;

/// <summary>What an expense says, checked: every rule that needs no other row holds.</summary>
/// <param name="TaxRate">Per cent.</param>
internal sealed record ExpenseContent(
    Money Amount,
    string Title,
    string? Description,
    string? Vendor,
    DateOnly ExpenseDate,
    string PaymentMethod,
    string? PaymentReference,
    string[] Tags,
    string? Notes,
    bool Billable,
    decimal? TaxAmount,
    decimal? TaxRate)
{
    /// <summary>Tags are compared by what they hold.</summary>
    public bool Equals(ExpenseContent? other) => other is not null && Amount == other.Amount && Title == other.Title && Description == other.Description && Vendor == other.Vendor
        && ExpenseDate == other.ExpenseDate && PaymentMethod == other.PaymentMethod && PaymentReference == other.PaymentReference && Tags.AsSpan().SequenceEqual(other.Tags)
        && Notes == other.Notes && Billable == other.Billable && TaxAmount == other.TaxAmount && TaxRate == other.TaxRate;

    public override int GetHashCode() => HashCode.Combine(Amount, Title, ExpenseDate);
}

/// <summary>Where an expense belongs once the defaults are filled in, and what it is worth there.</summary>
/// <param name="ProjectAmount">Its worth in the project's currency; null without a project, or when no rate is known.</param>
/// <param name="Payment">What leaves the account, in its currency; null without an account.</param>
/// <param name="Value">Its worth in the tenant's reporting currency.</param>
internal sealed record ExpensePlace(Guid? CategoryId, Guid? ProjectId, decimal? ProjectAmount, Guid? AccountId, Money? Payment, ReportingValue Value);

/// <summary>An amount in the reporting currency, fixed with the rate that made it (SPEC 9.1). No rate known: no amount, never a guess.</summary>
/// <param name="Rate">Units of the reporting currency for one of the expense's; null when both are the same, or none is known.</param>
internal readonly record struct ReportingValue(decimal? Amount, Currency Currency, decimal? Rate, string? Source, DateOnly? RateDate)
{
    public static ReportingValue Of(Money amount, Currency reporting, decimal? rate, string? source, DateOnly? date)
    {
        if (amount.Currency == reporting) return new(amount.Amount, reporting, null, null, null);
        return rate is { } known ? new(amount.Convert(known, reporting).Amount, reporting, known, source, date) : new(null, reporting, null, null, null);
    }
}
