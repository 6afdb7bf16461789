using TrackTok.Budgets.Budgets;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Tenants;

internal static class TenantCalendars
{
    /// <summary>The calendar by which the tenant's budgets cut their periods.</summary>
    public static TenantCalendar Calendar(this KnownTenant tenant) => new(tenant.FirstDayOfWeek, tenant.FiscalYearStartMonth);
}
