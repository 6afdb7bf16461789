using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Registry;

internal static class TenantEndpoints
{
    internal static void MapTenant(this RouteGroupBuilder api)
    {
        var tenant = api.MapGroup("/tenant").WithTags("Tenant");
        tenant.MapGet("/", ShowTenant.HandleAsync).ForEverySignedIn("every screen shows the company's name and follows its settings", appsToo: true)
            .WithName("ShowTenant").WithSummary("The tenant of the token: name, plan, settings");
        tenant.MapPatch("/", ChangeTenant.HandleAsync).Requires(Permissions.ChangeTenant)
            .WithName("ChangeTenant")
            .WithExample("""{"settings": {"currency": "EUR", "time_zone": "Europe/Berlin"}}""").WithSummary("Change the name or the settings (merge patch)");
        tenant.MapPut("/second-factor", AskForSecondFactor.HandleAsync).Requires(Permissions.AskForSecondFactor).NeedsRecentProof()
            .WithName("AskForSecondFactor")
            .WithExample("""{"required": true, "grace_days": 14}""").WithSummary("Ask every member for a second factor, after some days of grace, or for none any more").Refuses(TenantErrors.OwnSecondFactorFirst);
        tenant.MapPost("/close", CloseTenant.HandleAsync).Requires(Permissions.CloseTenant).NeedsRecentProof()
            .WithName("CloseTenant")
            .WithExample("""{"subdomain": "demo"}""").WithSummary("Close the company: nothing can be changed any more, and after 30 days everything is erased").Refuses(TenantErrors.NotConfirmed, TenantErrors.Closing);
        tenant.MapPost("/reopen", ReopenTenant.HandleAsync).Requires(Permissions.CloseTenant)
            .WithName("ReopenTenant").WithSummary("Reopen a company that is closing").Refuses(TenantErrors.NotClosing);
    }
}
