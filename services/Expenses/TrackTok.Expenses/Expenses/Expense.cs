using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// What somebody spent (SPEC 6). Amounts are exact and above zero; where it belongs and what it is worth in other currencies is fixed when it is recorded.
/// Its states and the ways between them:
/// <code>
/// submit:    draft, rejected, withdrawn → submitted, and at once → approved where no policy asks for a decision
/// approve:   submitted → approved
/// reject:    submitted, approved → rejected
/// withdraw:  submitted, approved → withdrawn
/// reimburse: approved → reimbursed
/// </code>
/// </summary>
internal sealed class Expense : IAudited
{
    private Expense()
    {
    }

    public static string AuditNoun => "expense";

    public Guid TenantId { get; private set; }

    /// <summary>UUID of version 7: its order is the order of recording.</summary>
    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public decimal Amount { get; private set; }

    /// <summary>ISO 4217 code of <see cref="Amount"/> and <see cref="TaxAmount"/>.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>Its worth in <see cref="ReportingCurrency"/>, fixed with the rate that made it; null when no rate was known.</summary>
    public decimal? ReportingAmount { get; private set; }

    public string ReportingCurrency { get; private set; } = "";

    /// <summary>Units of the reporting currency for one of the expense's; null when both are the same, or none was known.</summary>
    public decimal? Rate { get; private set; }

    public string? RateSource { get; private set; }

    public DateOnly? RateDate { get; private set; }

    public string Title { get; private set; } = "";

    public string? Description { get; private set; }

    public string? Vendor { get; private set; }

    public Guid? CategoryId { get; private set; }

    public Guid? ProjectId { get; private set; }

    /// <summary>Its worth in the project's currency; null without a project, or when no rate was known.</summary>
    public decimal? ProjectAmount { get; private set; }

    public Guid? AccountId { get; private set; }

    /// <summary>What leaves the account, in <see cref="AccountCurrency"/>; null without an account.</summary>
    public decimal? AccountAmount { get; private set; }

    public string? AccountCurrency { get; private set; }

    /// <summary>The day it was spent, in the tenant's calendar.</summary>
    public DateOnly ExpenseDate { get; private set; }

    public string PaymentMethod { get; private set; } = "";

    public string? PaymentReference { get; private set; }

    /// <summary>One of <see cref="ExpenseStatuses"/>.</summary>
    public string Status { get; private set; } = ExpenseStatuses.Draft;

    /// <summary>Why it was rejected, while it is.</summary>
    public string? RejectionReason { get; private set; }

    /// <summary>Lower case, each once, in the order given.</summary>
    public string[] Tags { get; private set; } = [];

    public string? Notes { get; private set; }

    public bool Billable { get; private set; }

    /// <summary>The part of <see cref="Amount"/> that is tax.</summary>
    public decimal? TaxAmount { get; private set; }

    /// <summary>Per cent.</summary>
    public decimal? TaxRate { get; private set; }

    public Guid CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public Money Money => new(Amount, TrackTok.Currencies.Currency.Of(Currency));

    public ExpenseContent Content => new(Money, Title, Description, Vendor, ExpenseDate, PaymentMethod, PaymentReference, Tags, Notes, Billable, TaxAmount, TaxRate);

    public ExpensePlace Place => new(CategoryId, ProjectId, ProjectAmount, AccountId, Payment, Value);

    /// <summary>What leaves the account while the expense counts.</summary>
    public Money? Payment => AccountAmount is { } amount ? new Money(amount, TrackTok.Currencies.Currency.Of(AccountCurrency!)) : null;

    public ReportingValue Value => new(ReportingAmount, TrackTok.Currencies.Currency.Of(ReportingCurrency), Rate, RateSource, RateDate);

    /// <summary>True when it is spending: filed, not turned down, not deleted.</summary>
    public bool Counts => DeletedAt is null && ExpenseStatuses.Count(Status);

    /// <summary>True while its creator may still change it: not filed yet, or sent back.</summary>
    public bool IsOpen => Status is ExpenseStatuses.Draft or ExpenseStatuses.Rejected or ExpenseStatuses.Withdrawn;

    /// <summary>Records an expense: as a draft, or filed at once.</summary>
    public static Expense Record(ExpenseContent content, ExpensePlace place, Guid createdBy, bool draft, DateTimeOffset now)
    {
        var expense = new Expense { Id = Guid.CreateVersion7(now), CreatedBy = createdBy, CreatedAt = now };
        expense.Take(content, place, now);
        if (!draft) expense.Submit(now);
        return expense;
    }

    /// <summary>Changes what it says and where it belongs; a change that changes nothing leaves it untouched. What has been paid back keeps its money.</summary>
    public Refusal? Revise(ExpenseContent content, ExpensePlace place, DateTimeOffset now)
    {
        if (content == Content && place == Place) return null;
        if (Status == ExpenseStatuses.Reimbursed && (content.Amount != Money || content.ExpenseDate != ExpenseDate || place.AccountId != AccountId || place.Payment != Payment))
            return ExpenseErrors.Reimbursed;
        Take(content, place, now);
        return null;
    }

    /// <summary>Gives it the category that replaces its own; who calls has made sure that it may have it.</summary>
    public void Recategorize(Guid categoryId, DateTimeOffset now)
    {
        CategoryId = categoryId;
        UpdatedAt = now;
    }

    /// <summary>Files it. No policy asks for a decision, so it is approved at once (SPEC 6.2).</summary>
    public Refusal? Submit(DateTimeOffset now)
    {
        if (!IsOpen) return ExpenseErrors.Transition("submitted", Status);
        RejectionReason = null;
        return Become(ExpenseStatuses.Submitted, now) ?? Approve(now);
    }

    public Refusal? Approve(DateTimeOffset now) => Status == ExpenseStatuses.Submitted
        ? Become(ExpenseStatuses.Approved, now)
        : ExpenseErrors.Transition("approved", Status);

    /// <summary>Turns it down, also after it was approved, as long as nothing was paid back.</summary>
    public Refusal? Reject(string reason, DateTimeOffset now)
    {
        if (Status is not (ExpenseStatuses.Submitted or ExpenseStatuses.Approved)) return ExpenseErrors.Transition("rejected", Status);
        RejectionReason = reason.Trim();
        return Become(ExpenseStatuses.Rejected, now);
    }

    /// <summary>Takes it back, to be changed and filed again, or left.</summary>
    public Refusal? Withdraw(DateTimeOffset now) => Status is ExpenseStatuses.Submitted or ExpenseStatuses.Approved
        ? Become(ExpenseStatuses.Withdrawn, now)
        : ExpenseErrors.Transition("withdrawn", Status);

    /// <summary>Notes that who laid the money out has it back.</summary>
    public Refusal? Reimburse(DateTimeOffset now) => Status == ExpenseStatuses.Approved
        ? Become(ExpenseStatuses.Reimbursed, now)
        : ExpenseErrors.Transition("reimbursed", Status);

    public Refusal? Delete(DateTimeOffset now)
    {
        if (DeletedAt is not null) return ExpenseErrors.NotFound;
        if (Status == ExpenseStatuses.Reimbursed) return ExpenseErrors.Reimbursed;
        DeletedAt = UpdatedAt = now;
        return null;
    }

    /// <summary>Undoes a deletion of the last 30 days, in the state it had.</summary>
    public Refusal? Restore(DateTimeOffset now)
    {
        if (UndoWindow.Refuse(DeletedAt, now) is { } refusal) return refusal;
        DeletedAt = null;
        UpdatedAt = now;
        return null;
    }

    /// <summary>What others learn of it.</summary>
    public ExpenseRevised Revised(string change) => new(TenantId, UpdatedAt, Version, change, DeletedAt is not null, new ExpenseFacts(
        Id, Amount, Currency, ReportingAmount, ReportingCurrency, ExpenseDate, Title, Vendor, CategoryId, ProjectId, AccountId, CreatedBy, PaymentMethod, Status, Tags, ProjectAmount));

    private Refusal? Become(string status, DateTimeOffset now)
    {
        Status = status;
        UpdatedAt = now;
        return null;
    }

    private void Take(ExpenseContent content, ExpensePlace place, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(content.Amount.Amount);
        Amount = content.Amount.Amount;
        Currency = content.Amount.Currency.Code;
        Title = content.Title;
        Description = content.Description;
        Vendor = content.Vendor;
        ExpenseDate = content.ExpenseDate;
        PaymentMethod = content.PaymentMethod;
        PaymentReference = content.PaymentReference;
        if (!Tags.AsSpan().SequenceEqual(content.Tags)) Tags = content.Tags;
        Notes = content.Notes;
        Billable = content.Billable;
        TaxAmount = content.TaxAmount;
        TaxRate = content.TaxRate;
        CategoryId = place.CategoryId;
        ProjectId = place.ProjectId;
        ProjectAmount = place.ProjectAmount;
        AccountId = place.AccountId;
        AccountAmount = place.Payment?.Amount;
        AccountCurrency = place.Payment?.Currency.Code;
        ReportingAmount = place.Value.Amount;
        ReportingCurrency = place.Value.Currency.Code;
        Rate = place.Value.Rate;
        RateSource = place.Value.Source;
        RateDate = place.Value.RateDate;
        UpdatedAt = now;
    }
}
