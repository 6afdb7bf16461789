using TrackTok.Reporting.Reports;

namespace TrackTok.Reporting.Dashboards;

/// <summary>The stretches of days that dashboards compare, as they lie around today.</summary>
internal sealed record DashboardDays(DateOnly Today)
{
    /// <summary>How many days velocity, burn rate and the daily line look at.</summary>
    internal const int Window = 30;

    /// <summary>From the first of the month to today.</summary>
    internal ReportRange ThisMonth => new(ReportRange.FirstOfMonth(Today), Today);

    /// <summary>As many days of the month before; all of it when it is shorter.</summary>
    internal ReportRange SameDaysOfLastMonth
    {
        get
        {
            var first = ReportRange.FirstOfMonth(Today).AddMonths(-1);
            var last = ReportRange.LastOfMonth(first);
            var day = first.AddDays(Today.Day - 1);
            return new ReportRange(first, day < last ? day : last);
        }
    }

    /// <summary>The last thirty days, today the last.</summary>
    internal ReportRange Recent => Last(Window);

    /// <summary>The thirty days before those.</summary>
    internal ReportRange Before => new(Today.AddDays(1 - 2 * Window), Today.AddDays(-Window));

    /// <summary>The month before and this one, both whole: vendors are kept by month.</summary>
    internal ReportRange VendorMonths => new(ReportRange.FirstOfMonth(Today).AddMonths(-1), ReportRange.LastOfMonth(Today));

    /// <summary>All days of which a tenant's dashboard shows anything.</summary>
    internal ReportRange All => new(Before.Start < SameDaysOfLastMonth.Start ? Before.Start : SameDaysOfLastMonth.Start, Today);

    internal ReportRange Last(int days) => new(Today.AddDays(1 - days), Today);

    /// <summary>By how many per cent a figure differs from the one it is compared with, one digit; null when that is not above zero.</summary>
    internal static decimal? Change(decimal now, decimal before) => before > 0 ? decimal.Round((now - before) / before * 100, 1, MidpointRounding.AwayFromZero) : null;
}
