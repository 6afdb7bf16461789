using System.ComponentModel.DataAnnotations;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>What people say about an account, as it came over the wire.</summary>
internal record AccountFields
{
    [Required]
    public string? Name { get; init; }

    /// <summary><c>cash</c>, <c>checking</c>, <c>savings</c>, <c>credit_card</c> or <c>digital_wallet</c>.</summary>
    [Required, OneOf(typeof(Account), nameof(Account.Types))]
    public string? Type { get; init; }

    /// <summary>The tenant's unless given.</summary>
    public string? Currency { get; init; }
    public string? Description { get; init; }

    /// <summary>The last four digits of the card or account number.</summary>
    public string? Last4 { get; init; }
    public AmountText? LowBalanceThreshold { get; init; }
    public bool? Archived { get; init; }

    /// <summary>Checks everything at once.</summary>
    public (AccountTerms? Terms, Refusal? Refusal) Read(Currency tenantCurrency, AmountText? openingBalance = null)
    {
        var errors = new RequestErrors();
        errors.Text(Name, "name", 120);
        if (errors.Required(Type, "type")) errors.OneOf(Type, "type", [.. Account.Types]);
        errors.OptionalText(Description, "description", 2000);
        if (Last4 is not null && (Last4.Length != 4 || !Last4.All(char.IsAsciiDigit))) errors.Add("last4", "Give four digits.");
        if (errors.CurrencyOr(Currency, tenantCurrency, "currency") is { } currency)
        {
            if (LowBalanceThreshold?.In(currency) is { } threshold) errors.Add("low_balance_threshold", threshold);
            if (openingBalance?.In(currency) is { } opening) errors.Add("opening_balance", opening);
            if (!errors.Any)
                return (new AccountTerms(Name!.Trim(), Type!, currency, Description?.Trim() is { Length: > 0 } text ? text : null, Last4, LowBalanceThreshold?.Value, Archived ?? false), null);
        }
        return (null, errors.ToRefusal());
    }
}

/// <summary>What people say about an account, checked.</summary>
internal sealed record AccountTerms(string Name, string Type, Currency Currency, string? Description, string? Last4, decimal? LowBalanceThreshold, bool Archived);
