using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

internal static class OperationsEndpoints
{
    internal static void MapOperations(this RouteGroupBuilder api)
    {
        var tenants = api.MapGroup("/platform/tenants").WithTags("Platform");
        tenants.MapGet("/", ListTenants.HandleAsync).ForOperators()
            .WithName("ListTenants").WithSummary("The platform's tenants, the newest first, with owner, plan and real usage");
        tenants.MapGet("/{id:guid}", ShowPlatformTenant.HandleAsync).ForOperators()
            .WithName("ShowPlatformTenant").WithSummary("One tenant, as operators see it").Refuses(TenantErrors.NotFound);
        tenants.MapPatch("/{id:guid}", ChangePlatformTenant.HandleAsync).ForOperators().NeedsRecentProof()
            .WithName("ChangePlatformTenant")
            .WithExample("""{"plan": "professional"}""").WithSummary("Move a tenant to another plan (merge patch)").Refuses(TenantErrors.NotFound);
        tenants.MapPost("/{id:guid}/suspend", SuspendPlatformTenant.HandleAsync).ForOperators().NeedsRecentProof()
            .WithName("SuspendTenant")
            .WithExample("""{"reason": "Unpaid since March"}""").WithSummary("Refuse everything of a tenant from now on").Refuses(TenantErrors.NotFound, TenantErrors.AlreadySuspended);
        tenants.MapPost("/{id:guid}/reactivate", ReactivatePlatformTenant.HandleAsync).ForOperators().NeedsRecentProof()
            .WithName("ReactivateTenant")
            .WithExample("""{"reason": "Paid"}""").WithSummary("Lift a suspension").Refuses(TenantErrors.NotFound, TenantErrors.NotSuspended);
    }
}
