using System.Globalization;
using TrackTok.Web.Design;

namespace TrackTok.Web.Expenses;

/// <summary>Between an expense's form and the API: what its fields start with, and what was typed as the API takes it.</summary>
internal static class ExpenseInput
{
    /// <summary>The form's fields, in its order; sentences about any other member stand above the form.</summary>
    internal const string Fields = "title amount currency expense_date vendor project_id category_id account_id account_amount payment_method payment_reference tags description notes billable tax_amount tax_rate";

    private static readonly string[] Amounts = ["amount", "account_amount", "tax_amount"];

    /// <summary>What the fields show of an expense.</summary>
    internal static IEnumerable<(string Name, object? Value)> Texts(Expense expense, Formats formats) =>
    [
        ("title", expense.Title), ("amount", formats.Typed(expense.Amount)), ("currency", expense.Currency), ("expense_date", expense.ExpenseDate), ("vendor", expense.Vendor),
        ("project_id", expense.ProjectId), ("category_id", expense.CategoryId), ("account_id", expense.AccountId),
        // The API gives it always; people say it only where the account has another currency.
        ("account_amount", expense.AccountAmount == expense.Amount ? null : formats.Typed(expense.AccountAmount)),
        ("payment_method", expense.PaymentMethod), ("payment_reference", expense.PaymentReference), ("tags", string.Join(", ", expense.Tags)), ("description", expense.Description), ("notes", expense.Notes),
        ("billable", expense.Billable), ("tax_amount", formats.Typed(expense.TaxAmount)), ("tax_rate", formats.Typed(expense.TaxRate?.ToString(CultureInfo.InvariantCulture))),
    ];

    /// <summary>All that was typed: for a new expense. What is left empty is left out, so that the API fills in its defaults.</summary>
    internal static Dictionary<string, object?> Read(PageForm form, Formats formats) =>
        Fields.Split(' ').Select(name => (Name: name, Value: Read(form, name, formats))).Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value);

    /// <summary>Only what differs from the expense as it stands, as a merge patch: what is emptied is cleared.</summary>
    internal static Dictionary<string, object?> Changes(PageForm form, Expense current, Formats formats)
    {
        var changes = new Dictionary<string, object?>();
        foreach (var (name, value) in Texts(current, formats))
        {
            var before = value switch
            {
                DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                bool ticked => ticked ? "true" : "",
                _ => value?.ToString() ?? "",
            };
            var after = name == "billable" ? (form.IsTicked(name) ? "true" : "") : form[name] ?? "";
            if (after.ReplaceLineEndings("\n").Trim() != before.ReplaceLineEndings("\n").Trim()) changes[name] = Read(form, name, formats);
        }
        return changes;
    }

    private static object? Read(PageForm form, string name, Formats formats) => name switch
    {
        "billable" => form.IsTicked(name),
        "tags" => (form[name] ?? "").Split([',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } tags ? tags : null,
        "tax_rate" => decimal.TryParse(formats.ToApi(form[name]), NumberStyles.Number, CultureInfo.InvariantCulture, out var rate) ? rate : form[name],
        _ when Amounts.Contains(name) => formats.ToApi(form[name]),
        _ => form[name],
    };
}
