using System.Globalization;
using TrackTok.ServiceDefaults;

namespace TrackTok.Reporting.Audit;

/// <summary>An end of the time that is asked for: a day of the company, or an instant of RFC 3339. Both ends are included: the whole day, or the very instant.</summary>
internal sealed record AuditBound
{
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private AuditBound(DateOnly day, DateTimeOffset? instant) => (Day, Instant) = (day, instant);

    private DateOnly Day { get; }

    private DateTimeOffset? Instant { get; }

    /// <summary>Null when nothing is asked for, or when it is neither a day nor an instant, which <paramref name="errors"/> then says.</summary>
    internal static AuditBound? Read(string? text, string member, RequestErrors errors)
    {
        if (text is null) return null;
        if (Days.TryRead(text, out var day)) return new AuditBound(day, null);
        // Without a zone it would be an instant of nowhere.
        var zoned = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        if (zoned && DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)) return new AuditBound(default, instant);
        errors.Add(member, "Give a day as YYYY-MM-DD, or an instant such as 2025-01-31T09:30:00Z.");
        return null;
    }

    /// <summary>The first instant of it.</summary>
    internal DateTimeOffset From(TimeZoneInfo zone) => Instant ?? Begin(Day, zone);

    /// <summary>The first instant after it; null for the last day that there is.</summary>
    internal DateTimeOffset? Before(TimeZoneInfo zone) => Instant is { } instant ? instant.AddMicroseconds(1) : Day == DateOnly.MaxValue ? null : Begin(Day.AddDays(1), zone);

    /// <summary>The instant at which a day begins there. Where the clocks skip midnight, it begins when they have.</summary>
    private static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
