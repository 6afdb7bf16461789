using System.Globalization;
using System.Text.Json;
using Npgsql;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Writes a row of expenses as JSON, member by member as <see cref="ExpenseResponse"/> has them.</summary>
internal static class ExpenseRow
{
    /// <summary>What is read, in the order in which it is needed: a currency before its amounts. The driver goes through a row forwards; going back costs it the way from the start.</summary>
    public const string Columns = """
        id, currency, amount, reporting_currency, reporting_amount, rate, rate_source, rate_date, title, description, vendor, category_id, project_id, account_id, account_currency,
        account_amount, expense_date, payment_method, payment_reference, status, rejection_reason, tags, notes, billable, tax_amount, tax_rate, created_by, created_at, updated_at, version
        """;

    private const int LongestAmount = 40;

    private static readonly JsonEncodedText
        Id = Name("id"), Amount = Name("amount"), CurrencyCode = Name("currency"), ReportingAmount = Name("reporting_amount"), ReportingCurrency = Name("reporting_currency"),
        Rate = Name("rate"), Value = Name("value"), Source = Name("source"), Date = Name("date"), Title = Name("title"), Description = Name("description"), Vendor = Name("vendor"),
        CategoryId = Name("category_id"), ProjectId = Name("project_id"), AccountId = Name("account_id"), AccountAmount = Name("account_amount"), ExpenseDate = Name("expense_date"),
        PaymentMethod = Name("payment_method"), PaymentReference = Name("payment_reference"), Status = Name("status"), RejectionReason = Name("rejection_reason"), Tags = Name("tags"),
        Notes = Name("notes"), Billable = Name("billable"), TaxAmount = Name("tax_amount"), TaxRate = Name("tax_rate"), Splits = Name("splits"), Receipts = Name("receipts"),
        Custom = Name("custom"), Warnings = Name("warnings"), CreatedBy = Name("created_by"), CreatedAt = Name("created_at"), UpdatedAt = Name("updated_at"), DeletedAt = Name("deleted_at"),
        Version = Name("version");

    /// <summary>Writes the reader's row, of <see cref="Columns"/> and living, and answers its place in the order of the list.</summary>
    public static (DateOnly Day, Guid Id) Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        var (id, currency) = (row.GetGuid(0), Currency.Of(row.GetString(1)));
        json.WriteStartObject();
        json.WriteString(Id, id);
        WriteAmount(json, Amount, row, 2, currency);
        json.WriteString(CurrencyCode, currency.Code);
        var reporting = Currency.Of(row.GetString(3));
        WriteAmount(json, ReportingAmount, row, 4, reporting);
        json.WriteString(ReportingCurrency, reporting.Code);
        WriteRate(json, row);
        json.WriteString(Title, row.GetString(8));
        WriteText(json, Description, row, 9);
        WriteText(json, Vendor, row, 10);
        WriteId(json, CategoryId, row, 11);
        WriteId(json, ProjectId, row, 12);
        WriteId(json, AccountId, row, 13);
        WriteAmount(json, AccountAmount, row, 15, row.IsDBNull(14) ? null : Currency.Of(row.GetString(14)));
        var day = row.GetFieldValue<DateOnly>(16);
        WriteDay(json, ExpenseDate, day);
        json.WriteString(PaymentMethod, row.GetString(17));
        WriteText(json, PaymentReference, row, 18);
        json.WriteString(Status, row.GetString(19));
        WriteText(json, RejectionReason, row, 20);
        json.WriteStartArray(Tags);
        foreach (var tag in row.GetFieldValue<string[]>(21)) json.WriteStringValue(tag);
        json.WriteEndArray();
        WriteText(json, Notes, row, 22);
        json.WriteBoolean(Billable, row.GetBoolean(23));
        WriteAmount(json, TaxAmount, row, 24, currency);
        if (row.IsDBNull(25)) json.WriteNull(TaxRate);
        else json.WriteNumber(TaxRate, row.GetDecimal(25));
        WriteEmpty(json, Splits);
        WriteEmpty(json, Receipts);
        json.WriteStartObject(Custom);
        json.WriteEndObject();
        WriteEmpty(json, Warnings);
        json.WriteString(CreatedBy, row.GetGuid(26));
        WriteInstant(json, CreatedAt, row, 27);
        WriteInstant(json, UpdatedAt, row, 28);
        json.WriteNull(DeletedAt);
        json.WriteNumber(Version, row.GetInt64(29));
        json.WriteEndObject();
        return (day, id);
    }

    private static void WriteRate(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        if (row.IsDBNull(5))
        {
            json.WriteNull(Rate);
            return;
        }
        json.WriteStartObject(Rate);
        json.WriteString(Value, RateResponse.Text(row.GetDecimal(5)));
        json.WriteString(Source, row.GetString(6));
        WriteDay(json, Date, row.GetFieldValue<DateOnly>(7));
        json.WriteEndObject();
    }

    private static void WriteAmount(Utf8JsonWriter json, JsonEncodedText name, NpgsqlDataReader row, int column, Currency? currency)
    {
        Span<byte> text = stackalloc byte[LongestAmount];
        if (currency is null || row.IsDBNull(column)) json.WriteNull(name);
        else if (currency.TryText(row.GetDecimal(column), text, out var written)) json.WriteString(name, text[..written]);
    }

    private static void WriteText(Utf8JsonWriter json, JsonEncodedText name, NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column)) json.WriteNull(name);
        else json.WriteString(name, row.GetString(column));
    }

    private static void WriteId(Utf8JsonWriter json, JsonEncodedText name, NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column)) json.WriteNull(name);
        else json.WriteString(name, row.GetGuid(column));
    }

    private static void WriteDay(Utf8JsonWriter json, JsonEncodedText name, DateOnly day)
    {
        Span<byte> text = stackalloc byte[10];
        day.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }

    private static void WriteInstant(Utf8JsonWriter json, JsonEncodedText name, NpgsqlDataReader row, int column)
    {
        Span<byte> text = stackalloc byte[InstantText.Longest];
        json.WriteString(name, InstantText.Write(row.GetFieldValue<DateTimeOffset>(column), text));
    }

    private static void WriteEmpty(Utf8JsonWriter json, JsonEncodedText name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name);
}
