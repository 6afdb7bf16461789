using Microsoft.Extensions.Localization;
using TrackTok.Web.Design;

namespace TrackTok.Web.Expenses;

/// <summary>A member of an expense before and after a change, in words.</summary>
public sealed record FieldChange(string Member, string Before, string After);

/// <summary>Tells two states of an expense apart, in the words of the page.</summary>
internal sealed class ExpenseDifference(PlaceBook book, Formats formats, IStringLocalizer<ExpenseTexts> texts)
{
    private const string Nothing = "–";

    internal IReadOnlyList<FieldChange> Between(Expense before, Expense after) =>
        [.. Words(before).Zip(Words(after), (old, now) => new FieldChange(old.Member, old.Words, now.Words)).Where(change => change.Before != change.After)];

    private IEnumerable<(string Member, string Words)> Words(Expense expense) =>
    [
        ("status", texts["Status_" + expense.Status]),
        ("title", expense.Title),
        ("amount", formats.Money(expense.Amount, expense.Currency)),
        ("reporting_amount", expense.IsForeign ? formats.Money(expense.ReportingAmount, expense.ReportingCurrency) : Nothing),
        ("expense_date", formats.Date(expense.ExpenseDate)),
        ("vendor", expense.Vendor ?? Nothing),
        ("category_id", expense.CategoryId is null ? Nothing : book.Category(expense.CategoryId) is { } category ? book.Path(category) : texts["Gone"]),
        ("project_id", expense.ProjectId is null ? Nothing : book.Project(expense.ProjectId)?.Name ?? texts["Gone"]),
        ("account_id", expense.AccountId is null ? Nothing : book.Account(expense.AccountId)?.Name ?? texts["Gone"]),
        ("payment_method", texts["Method_" + expense.PaymentMethod]),
        ("payment_reference", expense.PaymentReference ?? Nothing),
        ("tags", expense.Tags.Count == 0 ? Nothing : string.Join(", ", expense.Tags)),
        ("description", expense.Description ?? Nothing),
        ("notes", expense.Notes ?? Nothing),
        ("billable", texts[expense.Billable ? "Yes" : "No"]),
        ("tax_amount", expense.TaxAmount is null ? Nothing : formats.Money(expense.TaxAmount, expense.Currency)),
        ("tax_rate", expense.TaxRate is { } rate ? formats.Number(rate, 2) : Nothing),
        ("rejection_reason", expense.RejectionReason ?? Nothing),
    ];
}
