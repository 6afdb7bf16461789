using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>Every way in which an account refuses.</summary>
internal static class AccountErrors
{
    public static readonly Refusal NotFound = Refusal.NotFound("account");
    public static readonly Refusal NameTaken = new(RefusalKind.Conflict, "name_taken", "Another account has this name; choose another.");
    public static readonly Refusal CurrencyFixed = new(RefusalKind.Conflict, "currency_fixed", "This account has entries, whose amounts are not relabelled: its currency stays.");
    public static readonly Refusal Archived = new(RefusalKind.Conflict, "account_archived", "This account is archived: its balance does not move any more. Take it out of the archive first.");
    public static readonly Refusal InUse = new(RefusalKind.Conflict, "account_in_use", "Expenses were paid from this account, or a project is bound to it; archive it instead.");
    public static readonly Refusal IsDefault = new(RefusalKind.Conflict, "account_is_default", "Expenses that name no account are paid from this one, so it stays.");
    public static readonly Refusal NothingToAdjust = new(RefusalKind.Conflict, "nothing_to_adjust", "The account has this balance already.");
    public static readonly Refusal FromUnknown = Refusal.Invalid("from_account_id", "There is no such account.");
    public static readonly Refusal ToUnknown = Refusal.Invalid("to_account_id", "There is no such account.");
    public static readonly Refusal ReceivedDiffers = Refusal.Invalid("received_amount", "Both accounts have the same currency: leave this out, or give the same amount.");
    public static readonly Refusal RateMissing = Refusal.Invalid("received_amount", "The accounts have different currencies and no rate is known for that day: give what was received, or set a rate.") with { Code = "rate_missing" };
}
