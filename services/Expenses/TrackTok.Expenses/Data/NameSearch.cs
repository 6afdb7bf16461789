namespace TrackTok.Expenses.Data;

/// <summary>Looks for a name or a part of one, whatever its case.</summary>
internal static class NameSearch
{
    public const string Escape = "\\";

    /// <summary>The pattern for LIKE on a lower-cased name; null when nothing is looked for.</summary>
    public static string? Pattern(string? text) => string.IsNullOrWhiteSpace(text) ? null : $"%{Escaped(text.Trim().ToLowerInvariant())}%";

    /// <summary>The pattern that fits just this text.</summary>
    public static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
