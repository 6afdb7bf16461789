using TrackTok.Currencies;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Registry;

/// <summary>Where a tenant stands: a suspended one keeps its data and is refused at the gateway; a closing one can be read and reopened, until it is erased.</summary>
internal static class TenantStatus
{
    internal const string Active = "active";
    internal const string Suspended = "suspended";
    internal const string Closing = "closing";
}

/// <summary>A company: its name, its settings (SPEC 2.4), its plan, its status. It owns everything else that carries its id.</summary>
internal sealed class Tenant : IAudited
{
    internal const int LongestName = 200;
    internal const int LongestReason = 500;

    /// <summary>How long a closing tenant can be reopened (SPEC 2.6).</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    private Tenant()
    {
    }

    public static string AuditNoun => "tenant";

    string IAudited.KnownBy => nameof(Name);

    public Guid TenantId { get; private set; }

    public Guid Id => TenantId;

    public long Version { get; private set; } = 1;

    public string Name { get; private set; } = "";

    public string Subdomain { get; private set; } = "";

    public string Status { get; private set; } = TenantStatus.Active;

    public string Plan { get; private set; } = PlanLimits.Basic;

    /// <summary>ISO 4217 code of the currency that figures are reported in. Changing it relabels no amount (SPEC 9.2).</summary>
    public string Currency { get; private set; } = "USD";

    /// <summary>IANA name of the zone in which the tenant's days begin and end.</summary>
    public string TimeZone { get; private set; } = "UTC";

    public string DateFormat { get; private set; } = DateFormats.Iso;

    public string WeekStart { get; private set; } = "monday";

    /// <summary>1 to 12.</summary>
    public int FiscalYearStartMonth { get; private set; } = 1;

    /// <summary>BCP 47 tag, by which numbers and words are written.</summary>
    public string Locale { get; private set; } = "en-US";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Why the platform operator suspended it; null while it is not.</summary>
    public string? SuspensionReason { get; private set; }

    /// <summary>When a tenant that is closing is erased; null while it is not closing.</summary>
    public DateTimeOffset? ErasedFrom { get; private set; }

    /// <summary>Since when every member needs a second factor; null while none is asked for.</summary>
    public DateTimeOffset? SecondFactorSince { get; private set; }

    /// <summary>How many days a member has to set it up.</summary>
    public int SecondFactorGraceDays { get; private set; }

    public DateTimeOffset? SecondFactorChangedAt { get; private set; }

    internal SecondFactorPolicy SecondFactor => new(SecondFactorSince, SecondFactorGraceDays);

    internal PlanLimits Limits => PlanLimits.Of(Plan);

    /// <summary>A new tenant with the default settings, on the basic plan.</summary>
    internal static Tenant Found(Guid id, string name, string subdomain, DateTimeOffset now) =>
        new() { TenantId = id, Name = name.Trim(), Subdomain = subdomain, CreatedAt = now };

    internal void Rename(string name) => Name = name.Trim();

    /// <summary>Takes the settings that a checked patch gives; the others stay.</summary>
    internal void Change(SettingsPatch patch)
    {
        if (patch.Currency.Value is { } currency) Currency = Currencies.Currency.Of(currency).Code;
        if (patch.TimeZone.Value is { } zone) TimeZone = TimeZones.Find(zone)!;
        DateFormat = patch.DateFormat.Value ?? DateFormat;
        WeekStart = patch.WeekStart.Value ?? WeekStart;
        FiscalYearStartMonth = patch.FiscalYearStartMonth.Value ?? FiscalYearStartMonth;
        if (patch.Locale.Value is { } locale) Locale = Locales.Find(locale)!;
    }

    /// <summary>Asks for a second factor, or for none. Asking again keeps the day from which the grace counts.</summary>
    /// <returns>False when nothing changes.</returns>
    internal bool AskForSecondFactor(bool required, int graceDays, DateTimeOffset now)
    {
        var wanted = required ? new SecondFactorPolicy(SecondFactorSince ?? now, graceDays) : SecondFactorPolicy.None;
        if (wanted == SecondFactor) return false;
        (SecondFactorSince, SecondFactorGraceDays, SecondFactorChangedAt) = (wanted.Since, wanted.GraceDays, now);
        return true;
    }

    /// <summary>A larger plan lifts limits at once; a smaller one keeps what is there and blocks growth.</summary>
    internal Refusal? MoveTo(string plan)
    {
        if (PlanLimits.Find(plan) is null) return TenantErrors.PlanUnknown;
        Plan = plan;
        return null;
    }

    internal Refusal? Suspend(string reason)
    {
        if (Status == TenantStatus.Suspended) return TenantErrors.AlreadySuspended;
        if (Status == TenantStatus.Closing) return TenantErrors.Closing;
        (Status, SuspensionReason) = (TenantStatus.Suspended, reason.Trim());
        return null;
    }

    internal Refusal? Reactivate()
    {
        if (Status != TenantStatus.Suspended) return TenantErrors.NotSuspended;
        (Status, SuspensionReason) = (TenantStatus.Active, null);
        return null;
    }

    /// <summary>Begins the end: from now on nothing can be changed, and after <see cref="Grace"/> everything is erased.</summary>
    internal Refusal? Close(DateTimeOffset now)
    {
        if (Status == TenantStatus.Closing) return TenantErrors.Closing;
        (Status, ErasedFrom) = (TenantStatus.Closing, now + Grace);
        return null;
    }

    /// <summary>Everything goes on as before; a company that was suspended when it was closed is suspended again.</summary>
    internal Refusal? Reopen()
    {
        if (Status != TenantStatus.Closing) return TenantErrors.NotClosing;
        (Status, ErasedFrom) = (SuspensionReason is null ? TenantStatus.Active : TenantStatus.Suspended, null);
        return null;
    }

    internal TenantRevised Revised(string change, DateTimeOffset now) => new(
        TenantId, now, Version, change, Name, Subdomain, Status, Plan,
        new TenantSettingsFacts(Currency, TimeZone, DateFormat, WeekStart, FiscalYearStartMonth, Locale),
        new SecondFactorFacts(SecondFactorSince, SecondFactorGraceDays, SecondFactorChangedAt));
}
