using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Every way in which an expense refuses.</summary>
internal static class ExpenseErrors
{
    public static readonly Refusal NotFound = Refusal.NotFound("expense");

    public static readonly Refusal ExportsBusy = new(RefusalKind.Unavailable, "exports_busy", "Several exports are being read at this moment; try again.") { RetryAfterSeconds = 5 };

    public static readonly Refusal CategoryUnknown = Refusal.Invalid("category_id", "There is no such category.");
    public static readonly Refusal CategoryInactive = Refusal.Invalid("category_id", "This category is not in use any more; choose another.");
    public static readonly Refusal CategoryElsewhere = Refusal.Invalid("category_id", "This category belongs to another project.");
    public static readonly Refusal ProjectUnknown = Refusal.Invalid("project_id", "There is no such project.");
    public static readonly Refusal ProjectArchived = Refusal.Invalid("project_id", "This project is archived and takes no expenses.");
    public static readonly Refusal AccountUnknown = Refusal.Invalid("account_id", "There is no such account.");
    public static readonly Refusal AccountArchived = Refusal.Invalid("account_id", "This account is archived and pays for nothing new.");
    public static readonly Refusal AccountNotAllowed = Refusal.Invalid("account_id", "This account may not pay for that project.");
    public static readonly Refusal AccountAmountWithoutAccount = Refusal.Invalid("account_amount", "Name the account that paid it.");
    public static readonly Refusal AccountAmountDiffers = Refusal.Invalid("account_amount", "The account has the expense's own currency: leave this out, or give the same amount.");

    public static readonly Refusal RateMissing = Refusal.Invalid("account_id", "The account has another currency and no rate is known for that day: give account_amount, or set a rate.") with { Code = "rate_missing" };

    public static readonly Refusal InvalidTransition = new(RefusalKind.Conflict, "invalid_transition", "The expense's state does not allow this.");
    public static readonly Refusal NotYoursToChange = new(RefusalKind.Forbidden, "expense_not_draft", "Only a draft, or what was rejected or withdrawn, can be changed by who recorded it. Withdraw it first.");
    public static readonly Refusal Reimbursed = new(RefusalKind.Conflict, "expense_reimbursed", "It has been paid back: its amount, date and account stand, and it is not deleted.");
    public static readonly Refusal ParentDeleted = new(RefusalKind.Conflict, "parent_deleted", "The expense's project, account or category is deleted; restore that first.");

    public static Refusal AccountAmountInexact(string sentence) => Refusal.Invalid("account_amount", sentence);

    public static Refusal Transition(string action, string from) =>
        InvalidTransition with { Detail = $"An expense that is {from} cannot be {action}.", More = new Dictionary<string, object?> { ["status"] = from } };
}
