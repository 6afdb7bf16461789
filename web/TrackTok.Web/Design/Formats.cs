using System.Collections.Frozen;
using System.Globalization;
using TrackTok.Currencies;

namespace TrackTok.Web.Design;

/// <summary>
/// How a company writes money, numbers, dates and instants: separators and month names by its locale, dates in its one of eight formats, instants in its time zone.
/// Amounts stay decimal strings of the API until they are written here.
/// </summary>
public sealed class Formats
{
    private const char NarrowSpace = '\u202f';
    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>
    {
        ["USD"] = "$",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["JPY"] = "¥",
        ["CNY"] = "CN¥",
        ["AUD"] = "A$",
        ["CAD"] = "CA$",
        ["NZD"] = "NZ$",
        ["HKD"] = "HK$",
        ["TWD"] = "NT$",
        ["MXN"] = "MX$",
        ["BRL"] = "R$",
        ["INR"] = "₹",
        ["KRW"] = "₩",
        ["ILS"] = "₪",
        ["VND"] = "₫",
        ["PHP"] = "₱",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> DatePatterns = new Dictionary<string, string>
    {
        ["YYYY-MM-DD"] = "yyyy-MM-dd",
        ["DD.MM.YYYY"] = "dd.MM.yyyy",
        ["DD/MM/YYYY"] = "dd/MM/yyyy",
        ["DD-MM-YYYY"] = "dd-MM-yyyy",
        ["MM/DD/YYYY"] = "MM/dd/yyyy",
        ["YYYY/MM/DD"] = "yyyy/MM/dd",
        ["D MMM YYYY"] = "d MMM yyyy",
        ["MMM D, YYYY"] = "MMM d, yyyy",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly CultureInfo _culture;
    private readonly string _datePattern;
    private readonly TimeZoneInfo _zone;
    private readonly TimeProvider _time;

    internal Formats(CultureInfo culture, string dateFormat, TimeZoneInfo zone, TimeProvider time)
    {
        // Slashes and colons as they stand in the pattern, whatever the culture's separators are.
        _culture = (CultureInfo)culture.Clone();
        _culture.DateTimeFormat.DateSeparator = "/";
        _datePattern = DatePatterns.GetValueOrDefault(dateFormat, "yyyy-MM-dd");
        (_zone, _time) = (zone, time);
    }

    internal static Formats Plain { get; } = new(CultureInfo.GetCultureInfo("en-US"), "YYYY-MM-DD", TimeZoneInfo.Utc, TimeProvider.System);

    /// <summary>The eight formats that the API takes, each with the day as it would be written.</summary>
    public IEnumerable<(string Format, string Example)> DateFormatChoices(DateOnly day) => DatePatterns.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, day.ToString(pair.Value, _culture)));

    /// <summary>The day it is for the company.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_time.GetUtcNow(), _zone).DateTime);

    /// <summary>The last second of a day for the company.</summary>
    public DateTimeOffset EndOf(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Where the clock is put forward at midnight, the next day begins an hour later.
        if (_zone.IsInvalidTime(midnight)) midnight = midnight.AddHours(1);
        return new DateTimeOffset(midnight, _zone.GetUtcOffset(midnight)).ToUniversalTime().AddSeconds(-1);
    }

    public CultureInfo Culture => _culture;

    /// <summary>Where this culture puts its decimal separator, for hints.</summary>
    public string DecimalSeparator => _culture.NumberFormat.NumberDecimalSeparator;

    /// <summary>A currency's own sign; null where its code stands for it.</summary>
    public static string? SymbolOf(string currency) => Symbols.GetValueOrDefault(currency);

    /// <summary><c>1,234.50</c> with the currency's own symbol and fraction digits; the amount is the API's decimal string.</summary>
    public string Money(string? amount, string currency) => Read(amount) is { } value ? Money(value, currency) : "–";

    public string Money(decimal amount, string currency)
    {
        var format = (NumberFormatInfo)_culture.NumberFormat.Clone();
        format.CurrencyDecimalDigits = Currency.Find(currency)?.MinorUnits ?? 2;
        format.CurrencyDecimalSeparator = format.NumberDecimalSeparator;
        format.CurrencyGroupSeparator = format.NumberGroupSeparator;
        format.CurrencyNegativePattern = format.CurrencyPositivePattern switch { 0 => 1, 1 => 5, 2 => 9, _ => 8 };
        format.NegativeSign = "−";
        format.CurrencySymbol = Symbols.GetValueOrDefault(currency) ?? (format.CurrencyPositivePattern is 0 ? currency + NarrowSpace : currency);
        return amount.ToString("C", format);
    }

    /// <summary>The amount alone, with grouping, for a column whose head names the currency.</summary>
    public string Amount(string? amount, string currency) => Read(amount) is { } value ? value.ToString("N" + (Currency.Find(currency)?.MinorUnits ?? 2).ToString(CultureInfo.InvariantCulture), _culture) : "–";

    /// <summary>The amount as a person would type it into a field: this culture's decimal separator, no grouping.</summary>
    public string Typed(string? amount) => Read(amount) is { } value ? value.ToString(_culture) : amount ?? "";

    /// <summary>
    /// What was typed into an amount field, as the API takes it: <c>1.234,5</c> and <c>1234,5</c> become <c>1234.5</c> where the comma is the decimal separator. What cannot
    /// be read goes as it is, so that the API's sentence about it comes back to the field; nothing typed is null.
    /// </summary>
    public string? ToApi(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        var text = typed.Trim().Replace("\u00a0", "", StringComparison.Ordinal).Replace("\u202f", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace('−', '-');
        var format = _culture.NumberFormat;
        // A lone separator followed by other than three digits is the decimal one, whichever it is.
        var (other, groups) = (format.NumberDecimalSeparator == "," ? '.' : ',', text.Count(c => c is '.' or ','));
        if (groups == 1 && text.Contains(other, StringComparison.Ordinal) && text.Length - text.IndexOf(other, StringComparison.Ordinal) - 1 is not 3) text = text.Replace(other.ToString(), format.NumberDecimalSeparator, StringComparison.Ordinal);
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, format, out var value)
            ? value.ToString(CultureInfo.InvariantCulture)
            : typed.Trim();
    }

    public string Number(decimal value, int digits = 0) => value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), _culture);

    /// <summary>A percentage of the API, where 80 means 80 %.</summary>
    public string Percent(decimal value, int digits = 0) => (value / 100).ToString("P" + digits.ToString(CultureInfo.InvariantCulture), _culture);

    public string Date(DateOnly date) => date.ToString(_datePattern, _culture);

    public string Date(DateOnly? date) => date is { } given ? Date(given) : "–";

    /// <summary>The day of an instant for the company.</summary>
    public string Day(DateTimeOffset instant) => Date(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime));

    /// <summary>Day and time of an instant in the company's zone.</summary>
    public string Instant(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone);
        return $"{Date(DateOnly.FromDateTime(local.DateTime))}, {local.ToString("t", _culture)}";
    }

    /// <summary>A month in words: <c>January 2025</c>, from a day or the API's <c>2025-01</c>.</summary>
    public string Month(DateOnly month) => month.ToString("MMMM yyyy", _culture);

    public string Month(string month) => DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Month(day) : month;

    /// <summary>The API's decimal string as a number; null when there is none.</summary>
    public static decimal? Read(string? amount) => decimal.TryParse(amount, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
}
