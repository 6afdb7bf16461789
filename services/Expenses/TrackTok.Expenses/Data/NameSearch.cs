namespace TrackTok.Expenses.Data;

/// <summary>Looks for a part of a name, whatever its case.</summary>
internal static class NameSearch
{
    public const string Escape = "\\";

    /// <summary>The pattern for LIKE on a lower-cased name; null when nothing is looked for.</summary>
    public static string? Pattern(string? text) => string.IsNullOrWhiteSpace(text)
        ? null
        : $"%{text.Trim().ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
