using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Currencies;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.TenantSettings;

/// <summary>A service's own copy of what it must know of a tenant: settings, plan, status. The newest version wins, in whatever order the news come.</summary>
public sealed class KnownTenant : ITenantOwned
{
    private KnownTenant()
    {
    }

    public Guid TenantId { get; private set; }

    public long Version { get; private set; }

    public string Name { get; private set; } = "";

    public string Status { get; private set; } = "active";

    public string Plan { get; private set; } = "basic";

    /// <summary>ISO 4217 code of the reporting currency.</summary>
    public string CurrencyCode { get; private set; } = "USD";

    /// <summary>IANA name of the tenant's time zone.</summary>
    public string TimeZone { get; private set; } = "UTC";

    public string WeekStart { get; private set; } = "monday";

    public int FiscalYearStartMonth { get; private set; } = 1;

    public string Locale { get; private set; } = "en-US";

    public Currency Currency => Currency.Of(CurrencyCode);

    /// <summary>What the tenant's plan allows.</summary>
    public PlanLimits Limits => PlanLimits.Of(Plan);

    /// <summary>The day it is now where the tenant is.</summary>
    public DateOnly Today(TimeProvider time) => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant where the tenant is.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);

    /// <summary>The day a week begins with in the tenant's calendar.</summary>
    public DayOfWeek FirstDayOfWeek => WeekStart switch
    {
        "sunday" => DayOfWeek.Sunday,
        "saturday" => DayOfWeek.Saturday,
        _ => DayOfWeek.Monday,
    };

    internal static KnownTenant From(Tenant tenant) => new()
    {
        TenantId = Guid.Parse(tenant.Id),
        Version = tenant.Version,
        Name = tenant.Name,
        Status = tenant.Status,
        Plan = tenant.Plan,
        CurrencyCode = tenant.Settings.Currency,
        TimeZone = tenant.Settings.TimeZone,
        WeekStart = tenant.Settings.WeekStart,
        FiscalYearStartMonth = tenant.Settings.FiscalYearStartMonth,
        Locale = tenant.Settings.Locale,
    };

    internal static KnownTenant From(TenantRevised revised)
    {
        var tenant = new KnownTenant();
        tenant.TenantId = revised.TenantId;
        tenant.Take(revised);
        return tenant;
    }

    /// <summary>Takes newer facts; older ones change nothing.</summary>
    internal void Take(TenantRevised revised)
    {
        if (revised.Version <= Version) return;
        Version = revised.Version;
        Name = revised.Name;
        Status = revised.Status;
        Plan = revised.Plan;
        CurrencyCode = revised.Settings.Currency;
        TimeZone = revised.Settings.TimeZone;
        WeekStart = revised.Settings.WeekStart;
        FiscalYearStartMonth = revised.Settings.FiscalYearStartMonth;
        Locale = revised.Settings.Locale;
    }
}

/// <summary>Maps the copy; a service's context applies it in <c>OnModelCreating</c>.</summary>
public sealed class KnownTenantMapping : IEntityTypeConfiguration<KnownTenant>
{
    public void Configure(EntityTypeBuilder<KnownTenant> builder)
    {
        builder.ToTable("known_tenants");
        builder.HasKey(tenant => tenant.TenantId);
        builder.Property(tenant => tenant.TenantId).ValueGeneratedNever();
        builder.Property(tenant => tenant.Version).IsConcurrencyToken();
        builder.Ignore(tenant => tenant.Currency);
        builder.Ignore(tenant => tenant.Limits);
        builder.Property(tenant => tenant.Name).HasMaxLength(200);
        builder.Property(tenant => tenant.Status).HasMaxLength(20);
        builder.Property(tenant => tenant.Plan).HasMaxLength(20);
        builder.Property(tenant => tenant.CurrencyCode).HasMaxLength(3);
        builder.Property(tenant => tenant.TimeZone).HasMaxLength(64);
        builder.Property(tenant => tenant.WeekStart).HasMaxLength(10);
        builder.Property(tenant => tenant.Locale).HasMaxLength(20);
    }
}
