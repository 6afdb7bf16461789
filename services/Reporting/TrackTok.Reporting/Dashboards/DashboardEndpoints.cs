using TrackTok.ServiceDefaults;

namespace TrackTok.Reporting.Dashboards;

/// <summary>Dashboards over HTTP (SPEC 10.2).</summary>
internal static class DashboardEndpoints
{
    internal static void MapDashboards(this IEndpointRouteBuilder api)
    {
        var dashboards = api.MapGroup("/dashboard").WithTags("Dashboards");
        dashboards.MapGet("", TenantDashboard.HandleAsync).Requires(Permissions.ReadReports).WithName("GetDashboard")
            .WithSummary("Where the tenant stands today").WithDescription(TenantDashboard.Explanation);
        dashboards.MapGet("/projects/{id:guid}", ProjectDashboard.HandleAsync).Requires(Permissions.ReadReports).WithName("GetProjectDashboard")
            .WithSummary("Where a project stands today").WithDescription(ProjectDashboard.Explanation).Refuses(ProjectDashboard.NotFound);
    }
}
