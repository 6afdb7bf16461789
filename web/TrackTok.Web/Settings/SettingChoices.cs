using System.Globalization;
using TrackTok.Currencies;

namespace TrackTok.Web.Settings;

/// <summary>What a company's settings can be chosen from.</summary>
internal static class SettingChoices
{
    private static readonly string[] Locales =
    [
        "en-US", "en-GB", "en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-ZA", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-BE", "fr-CA", "fr-CH", "es-ES", "es-MX", "it-IT", "it-CH", "pt-BR", "pt-PT",
        "nl-NL", "nl-BE", "da-DK", "sv-SE", "nb-NO", "fi-FI", "pl-PL", "cs-CZ", "hu-HU", "tr-TR", "ja-JP", "ko-KR", "zh-CN",
    ];

    internal static IEnumerable<(string, string)> Currencies { get; } = [.. Currency.All.Select(currency => (currency.Code, Words(currency)))];

    /// <summary>Numbers as each writes them, beside its own name for itself; one that is set already is among them.</summary>
    internal static IEnumerable<(string, string)> LocalesWith(string current) =>
        Locales.Union([current]).Select(CultureInfo.GetCultureInfo).OrderBy(culture => culture.NativeName, StringComparer.InvariantCultureIgnoreCase)
            .Select(culture => (culture.Name, $"{culture.NativeName} · {1234.5m.ToString("N2", culture)}"));

    /// <summary>Every zone of the IANA database, with its distance from UTC at the moment; one that is set already is among them.</summary>
    internal static IEnumerable<(string, string)> ZonesWith(string current, DateTimeOffset now) =>
        TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && (zone.Id.Contains('/', StringComparison.Ordinal) || zone.Id == "UTC") && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
            .Select(zone => zone.Id).Union([current]).Order(StringComparer.Ordinal)
            .Select(id => (id, TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? $"{id.Replace('_', ' ')} ({Offset(zone.GetUtcOffset(now))})" : id));

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "−" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);

    private static string Words(Currency currency) => Design.Formats.SymbolOf(currency.Code) is { } symbol ? $"{currency.Code} ({symbol})" : currency.Code;
}
