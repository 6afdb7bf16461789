using TrackTok.TenantData;

namespace TrackTok.Budgets.Alerts;

/// <summary>What one person has done with one alert; it stays, whatever becomes of the alert.</summary>
internal sealed class AlertMark : ITenantOwned
{
    public Guid TenantId { get; private init; }

    public Guid AlertId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Null: as <see cref="AlertReader.ReadUpTo"/> says.</summary>
    public bool? Read { get; set; }

    public bool Dismissed { get; set; }

    /// <summary>Counts changes, as part of the alert's ETag for this person.</summary>
    public long Version { get; set; }
}

/// <summary>How far one person has read: "mark all read" costs one row, however many alerts there are.</summary>
internal sealed class AlertReader : ITenantOwned
{
    public Guid TenantId { get; private init; }

    public Guid UserId { get; init; }

    /// <summary>The newest alert there was; ids rise with time.</summary>
    public Guid ReadUpTo { get; set; }

    public long Version { get; set; }
}
