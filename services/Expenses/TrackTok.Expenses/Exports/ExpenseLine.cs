using System.Globalization;
using System.Text;
using TrackTok.Expenses.Expenses;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Exports;

/// <summary>An expense as a line of CSV: amounts as the API writes them, ids of places by name, tags with semicolons between them.</summary>
internal static class ExpenseLine
{
    private static readonly string[] Columns =
    [
        "id", "expense_date", "amount", "currency", "reporting_amount", "reporting_currency", "rate", "title", "description", "vendor", "category", "project", "account", "account_amount",
        "payment_method", "payment_reference", "status", "tags", "notes", "billable", "tax_amount", "tax_rate", "created_by", "created_at",
    ];

    public static StringBuilder Header(StringBuilder line)
    {
        line.Clear();
        foreach (var column in Columns) line.Value(column);
        return line.End();
    }

    public static StringBuilder Of(StringBuilder line, ExpenseResponse expense, PlaceNames names) => line.Clear()
        .Value(expense.Id.ToString()).Value(expense.ExpenseDate.ToString("O", CultureInfo.InvariantCulture))
        .Value(expense.Amount).Value(expense.Currency).Value(expense.ReportingAmount).Value(expense.ReportingCurrency).Value(expense.Rate?.Value)
        .Text(expense.Title).Text(expense.Description).Text(expense.Vendor)
        .Text(Name(names.Categories, expense.CategoryId)).Text(Name(names.Projects, expense.ProjectId)).Text(Name(names.Accounts, expense.AccountId))
        .Value(expense.AccountAmount).Value(expense.PaymentMethod).Text(expense.PaymentReference).Value(expense.Status)
        .Text(string.Join(';', expense.Tags)).Text(expense.Notes).Value(expense.Billable ? "true" : "false")
        .Value(expense.TaxAmount).Value(expense.TaxRate?.ToString(CultureInfo.InvariantCulture))
        .Value(expense.CreatedBy.ToString()).Value(JsonDefaults.Text(expense.CreatedAt)).End();

    private static string? Name(Dictionary<Guid, string> names, Guid? id) => id is { } known ? names.GetValueOrDefault(known) : null;
}
