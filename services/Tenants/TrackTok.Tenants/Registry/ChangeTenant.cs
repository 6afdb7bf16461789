using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Registry;

/// <summary>
/// Changes the tenant's name and settings (SPEC 2.4), as a merge patch. A new currency is the one that later expenses default to and are reported in; it relabels
/// no amount. Refuses values that no service could work with, and a patch made on an outdated version.
/// </summary>
internal static class ChangeTenant
{
    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> HandleAsync(
        ChangeTenantRequest request, IfMatch ifMatch, TenantsDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Tenants.SingleOrDefaultAsync(cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(tenant.Version)) return (await StaleVersion.RefuseAsync(db, tenant, ifMatch, cancellationToken)).ToProblem();

        if (request.Name.Value is { } name) tenant.Rename(name);
        if (request.Settings.Value is { } settings) tenant.Change(settings);

        await db.SaveRevisedAsync(tenant, "settings_changed", time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(TenantAnswer.From(tenant));
    }
}

internal sealed record ChangeTenantRequest(Change<string> Name, Change<SettingsPatch> Settings) : ICheckedRequest
{
    public void Check(RequestErrors errors)
    {
        if (Name.IsGiven) errors.Text(Name.Value, "name", Tenant.LongestName);
        if (Settings is { IsGiven: true, Value: null }) errors.Add("settings", "Settings cannot be cleared; leave them out to keep them.");
        Settings.Value?.Check(errors);
    }
}
