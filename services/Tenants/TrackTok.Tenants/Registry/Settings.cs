using System.Globalization;
using System.Text.RegularExpressions;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Registry;

/// <summary>A merge patch of the settings: what is absent stays, and none can be cleared.</summary>
internal sealed record SettingsPatch(
    Change<string> Currency, Change<string> TimeZone, [property: OneOf(typeof(DateFormats))] Change<string> DateFormat, [property: OneOf(typeof(SettingsPatch), nameof(SettingsPatch.WeekStarts))] Change<string> WeekStart, Change<int?> FiscalYearStartMonth, Change<string> Locale)
{
    internal static readonly string[] WeekStarts = ["monday", "sunday", "saturday"];

    internal void Check(RequestErrors errors)
    {
        if (Given(errors, Currency, "currency") is { } currency && !Currencies.Currency.TryGet(currency, out _))
            errors.Add("settings.currency", "Give a currency code of ISO 4217, such as EUR.");
        if (Given(errors, TimeZone, "time_zone") is { } zone && TimeZones.Find(zone) is null)
            errors.Add("settings.time_zone", "Give a time zone by its IANA name, such as Europe/Berlin.");
        if (Given(errors, DateFormat, "date_format") is { } format) errors.OneOf(format, "settings.date_format", DateFormats.All);
        if (Given(errors, WeekStart, "week_start") is { } day) errors.OneOf(day, "settings.week_start", WeekStarts);
        if (FiscalYearStartMonth is { IsGiven: true, Value: not (>= 1 and <= 12) }) errors.Add("settings.fiscal_year_start_month", "Give a month from 1 to 12.");
        if (Given(errors, Locale, "locale") is { } locale && Locales.Find(locale) is null)
            errors.Add("settings.locale", "Give a language, and a region if you like, such as de or en-GB.");
    }

    private static string? Given(RequestErrors errors, Change<string> change, string member)
    {
        if (change is { IsGiven: true, Value: null }) errors.Add("settings." + member, "This cannot be cleared; leave it out to keep it.");
        return change.Value;
    }
}

/// <summary>The eight ways in which a tenant may write dates on its screens and papers; the API itself always writes the first.</summary>
internal static class DateFormats
{
    internal const string Iso = "YYYY-MM-DD";

    internal static readonly string[] All = [Iso, "DD.MM.YYYY", "DD/MM/YYYY", "DD-MM-YYYY", "MM/DD/YYYY", "YYYY/MM/DD", "D MMM YYYY", "MMM D, YYYY"];
}

/// <summary>Every zone of the IANA database, links included.</summary>
internal static class TimeZones
{
    internal const int Longest = 64;

    /// <summary>The zone's name in its own spelling, or null. The database's folders of variants and its placeholders are no zones.</summary>
    internal static string? Find(string name) =>
        name.Length <= Longest
        && !name.StartsWith("posix", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("right/", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("localtime", StringComparison.OrdinalIgnoreCase) && !name.Equals("Factory", StringComparison.OrdinalIgnoreCase)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId
            ? zone.Id
            : null;
}

/// <summary>Languages and regions that numbers, dates and words can be written in.</summary>
internal static partial class Locales
{
    internal const int Longest = 20;

    /// <summary>The BCP 47 tag in its usual spelling, or null when nobody speaks it.</summary>
    internal static string? Find(string tag)
    {
        if (tag.Length > Longest || !Form().IsMatch(tag)) return null;
        try
        {
            return CultureInfo.GetCultureInfo(tag, predefinedOnly: true).Name;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.None, 100)]
    private static partial Regex Form();
}
