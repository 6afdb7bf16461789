using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Operations;

/// <summary>Lists the platform's tenants, the newest first: all, or those whose name or subdomain holds what is looked for, of one plan, or in one state.</summary>
internal static class ListTenants
{
    private const int LongestSearch = 100;
    private static readonly string[] Statuses = [TenantStatus.Active, TenantStatus.Suspended, TenantStatus.Closing];
    private static readonly string[] Plans = [.. PlanLimits.Offered.Select(plan => plan.Plan)];

    internal static async Task<Results<Ok<Page<PlatformTenantAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, string? q, string? plan, string? status, HttpContext http, TenantsDbContext db, TenantFile file, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        errors.OptionalText(q, "q", LongestSearch);
        errors.OneOf(plan, "plan", Plans);
        errors.OneOf(status, "status", Statuses);
        if (errors.ToRefusal() is { } unfit) return unfit.ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 1, q, plan, status);
        if (request is null) return refusal!.ToProblem();

        var found = Found(db, q, plan, status);
        var total = request.IncludeTotal ? await found.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var position])
        {
            if (!Guid.TryParse(position, out var after)) return PageRequest.BadCursor.ToProblem();
            found = found.Where(name => name.TenantId < after);
        }
        var ids = await found.OrderByDescending(name => name.TenantId).Select(name => name.TenantId).Take(request.Limit + 1).ToListAsync(cancellationToken);
        var shown = request.ToPage(ids, id => id, id => [id.ToString()], total).Linked(http);
        var items = await file.ReadAsync(shown.Items, cancellationToken);
        return TypedResults.Ok(new Page<PlatformTenantAnswer>(items, shown.NextCursor, shown.HasMore) { Total = shown.Total });
    }

    private static IQueryable<TenantName> Found(TenantsDbContext db, string? q, string? plan, string? status)
    {
        var names = db.Names.AsNoTracking();
        if (plan is not null) names = names.Where(name => name.Plan == plan);
        if (status is not null) names = names.Where(name => name.Status == status);
        if (q?.Trim() is not { Length: > 0 } wanted) return names;
        // Looked for as it stands: a '%' is a percent sign.
        var pattern = "%" + wanted.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
        return names.Where(name => EF.Functions.ILike(name.Name, pattern, "\\") || EF.Functions.ILike(name.Subdomain, pattern, "\\"));
    }
}

/// <summary>Shows one tenant to an operator.</summary>
internal static class ShowPlatformTenant
{
    internal static async Task<Results<Ok<PlatformTenantAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, OperatorDesk desk, TenantsDbContext db, Tenants.Plans.TenantUsage usage, CancellationToken cancellationToken) =>
        await desk.EnterAsync(id, cancellationToken) is { } tenant ? TypedResults.Ok(await TenantFile.ReadAsync(tenant, db, usage, cancellationToken)) : TenantErrors.NotFound.ToProblem();
}
