using Microsoft.Net.Http.Headers;

namespace TrackTok.Identity.Mail;

/// <summary>The languages that we write to people in.</summary>
internal static class Languages
{
    internal const string Default = "en";

    internal static readonly string[] All = ["en", "de"];

    /// <summary>The language that a browser asks for, as far as we have it.</summary>
    internal static string Of(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList([.. request.Headers.AcceptLanguage.OfType<string>()], out var wanted)) return Default;
        foreach (var language in wanted.OrderByDescending(language => language.Quality ?? 1)) if (Find(language.Value.Value) is { } known) return known;
        return Default;
    }

    /// <summary>The language of a locale such as <c>de-AT</c>.</summary>
    internal static string Of(string? locale) => Find(locale) ?? Default;

    private static string? Find(string? locale) => locale is null ? null : Array.Find(All, known => locale.Equals(known, StringComparison.OrdinalIgnoreCase) || locale.StartsWith(known + "-", StringComparison.OrdinalIgnoreCase));
}
