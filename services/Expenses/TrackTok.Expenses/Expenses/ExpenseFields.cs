using System.ComponentModel.DataAnnotations;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// What a person says of an expense, as it came over the wire. <see cref="Read"/> makes content of it, or names every member that is wrong (SPEC 6.1).
/// </summary>
internal record ExpenseFields
{
    private const int MostTags = 20;
    private const int LongestTag = 50;
    private static readonly DateOnly Earliest = new(1900, 1, 1);

    [Required]
    public AmountText? Amount { get; init; }
    public string? Currency { get; init; }

    [Required]
    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? Vendor { get; init; }
    public Guid? CategoryId { get; init; }
    public Guid? ProjectId { get; init; }
    public Guid? AccountId { get; init; }
    public AmountText? AccountAmount { get; init; }

    [Required]
    public DateOnly? ExpenseDate { get; init; }

    [OneOf(typeof(PaymentMethods))]
    public string? PaymentMethod { get; init; }
    public string? PaymentReference { get; init; }
    public string?[]? Tags { get; init; }
    public string? Notes { get; init; }
    public bool? Billable { get; init; }
    public AmountText? TaxAmount { get; init; }
    public decimal? TaxRate { get; init; }

    /// <param name="usual">The currency when none is given: the tenant's.</param>
    /// <param name="today">The day it is where the tenant is.</param>
    public (ExpenseContent? Content, Refusal? Refusal) Read(Currency usual, DateOnly today)
    {
        var errors = new RequestErrors();
        var currency = errors.CurrencyOr(Currency, usual, "currency");
        errors.PositiveAmount(Amount, currency ?? usual, "amount");
        errors.Text(Title, "title", 255);
        errors.OptionalText(Description, "description", 4000);
        errors.OptionalLine(Vendor, "vendor", 255);
        errors.OptionalLine(PaymentReference, "payment_reference", 255);
        errors.OptionalText(Notes, "notes", 4000);
        errors.OneOf(PaymentMethod, "payment_method", PaymentMethods.All);
        CheckDate(errors, today);
        CheckTax(errors, currency ?? usual);
        if (AccountAmount is { Unreadable: not null } or { Value: <= 0 }) errors.Add("account_amount", "Give an amount above zero, in the account's currency.");
        var tags = ReadTags(errors);
        CheckMore(errors);
        return errors.ToRefusal() is { } refusal ? (null, refusal) : (new ExpenseContent(
            new Money(Amount!.Value.Value, currency!), Title!.Trim(), Filled(Description), Filled(Vendor), ExpenseDate!.Value, PaymentMethod ?? PaymentMethods.Other, Filled(PaymentReference), tags, Filled(Notes), Billable ?? false, TaxAmount?.Value, TaxRate), null);
    }

    /// <summary>What a request has beside the fields.</summary>
    protected virtual void CheckMore(RequestErrors errors)
    {
    }

    private void CheckDate(RequestErrors errors, DateOnly today)
    {
        if (ExpenseDate is not { } date) errors.Add("expense_date", "This is required, as YYYY-MM-DD.");
        else if (date > today.AddDays(1)) errors.Add("expense_date", "An expense is recorded when it has happened: give a day not later than tomorrow.");
        else if (date < Earliest) errors.Add("expense_date", "Give a day of 1900 or later.");
    }

    private void CheckTax(RequestErrors errors, Currency currency)
    {
        if (TaxAmount is { } tax)
        {
            if (tax.In(currency) is { } sentence) errors.Add("tax_amount", sentence);
            else if (tax.Value < 0 || tax.Value > Amount?.Value) errors.Add("tax_amount", "The tax is part of the amount: give zero to the amount.");
        }
        if (TaxRate is { } rate && (rate is < 0 or > 100 || decimal.Round(rate, 4) != rate)) errors.Add("tax_rate", "Give per cent from 0 to 100, with at most 4 fraction digits.");
    }

    /// <summary>Lower case, each once, in the order given.</summary>
    private string[] ReadTags(RequestErrors errors)
    {
        if (Tags is null or []) return [];
        var tags = new List<string>(Tags.Length);
        foreach (var given in Tags)
        {
            var tag = given?.Trim().ToLowerInvariant();
            if (string.IsNullOrEmpty(tag)) errors.Add("tags", "A tag must not be empty.");
            else if (!tags.Contains(tag) && errors.OptionalLine(tag, "tags", LongestTag)) tags.Add(tag);
        }
        if (tags.Count > MostTags) errors.Add("tags", $"Give at most {MostTags} tags.");
        return [.. tags];
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>The ways to pay (SPEC 6.1).</summary>
internal static class PaymentMethods
{
    public const string Other = "other";

    public static readonly string[] All = ["cash", "credit_card", "debit_card", "bank_transfer", "digital_wallet", Other];
}
