using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Plans;

internal static class PlanEndpoints
{
    internal static void MapPlans(this RouteGroupBuilder api)
    {
        api.MapGet("/plans", ListPlans.Handle).OpenToAll("who thinks of signing up wants to know").WithTags("Plans")
            .WithName("ListPlans").WithSummary("The plans and what each allows");
        api.MapGet("/usage", ShowUsage.HandleAsync).Requires(Permissions.ReadUsage).WithTags("Plans")
            .WithName("ShowUsage").WithSummary("How much of each limit of the plan is used");
    }
}
