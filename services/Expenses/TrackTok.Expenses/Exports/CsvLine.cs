using System.Buffers;
using System.Text;

namespace TrackTok.Expenses.Exports;

/// <summary>Writes one line of CSV (RFC 4180).</summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>Adds what people have typed. What a spreadsheet would take for a formula gets an apostrophe in front, which makes it text again.</summary>
    public static StringBuilder Text(this StringBuilder line, string? text)
    {
        var formula = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];
        return line.Value(formula ? "'" + text : text);
    }

    /// <summary>Adds what we have written ourselves: numbers, days, names of states.</summary>
    public static StringBuilder Value(this StringBuilder line, string? value)
    {
        if (line.Length > 0) line.Append(',');
        if (value is null) return line;
        return value.AsSpan().ContainsAny(Special) ? line.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"') : line.Append(value);
    }

    public static StringBuilder End(this StringBuilder line) => line.Append("\r\n");
}
