using TrackTok.ServiceDefaults;

namespace TrackTok.Reporting.Reports;

/// <summary>Reports over HTTP (SPEC 10.3).</summary>
internal static class ReportEndpoints
{
    internal static void MapReports(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("/summary", SummaryReport.HandleAsync).Requires(Permissions.ReadReports).WithName("GetSummaryReport")
            .WithSummary("What was spent in a range, in the tenant's currency").WithDescription(ReportQuery.Explanation);
        reports.MapGet("/categories", CategoryReport.HandleAsync).Requires(Permissions.ReadReports).WithName("GetCategoryReport")
            .WithSummary("What was spent in a range, by category").WithDescription(ReportQuery.Explanation);
        reports.MapGet("/monthly", MonthlyReport.HandleAsync).Requires(Permissions.ReadReports).WithName("GetMonthlyReport")
            .WithSummary("What was spent month by month").WithDescription(MonthlyReport.Explanation);
    }
}
