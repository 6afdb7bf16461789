using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace TrackTok.Web.Shell;

/// <summary>The languages that every text is there in.</summary>
public static class Languages
{
    /// <summary>Each with its own name for itself.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } = [("en", "English"), ("de", "Deutsch")];

    /// <summary>The language of a locale such as <c>de-AT</c>; null when it is none of ours.</summary>
    public static string? Find(string? locale)
    {
        if (locale is null) return null;
        foreach (var (code, _) in All) if (locale == code || locale.StartsWith(code + "-", StringComparison.OrdinalIgnoreCase)) return code;
        return null;
    }

    /// <summary>The best of ours among those that a browser asks for.</summary>
    internal static string Preferred(StringValues acceptLanguage)
    {
        if (!StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var asked)) return "en";
        foreach (var language in asked.OrderByDescending(language => language.Quality ?? 1)) if (Find(language.Value.ToString()) is { } code) return code;
        return "en";
    }
}
