using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Registry;

/// <summary>
/// Closes the company (SPEC 2.6): from the next request on it can only be read, and reopened; after 30 days everything of it is erased, everywhere. The route asks
/// for a fresh proof of who acts; a client that lets the subdomain be typed as well, because no click should do that, sends it along to have it compared.
/// </summary>
internal static class CloseTenant
{
    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> HandleAsync(
        CloseTenantRequest? request, TenantsDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Tenants.SingleOrDefaultAsync(cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (request?.Subdomain is { } typed && !string.Equals(typed.Trim(), tenant.Subdomain, StringComparison.OrdinalIgnoreCase)) return TenantErrors.NotConfirmed.ToProblem();
        var now = time.GetUtcNow();
        if (tenant.Close(now) is { } refusal) return refusal.ToProblem();
        await db.SaveRevisedAsync(tenant, "closing", now, cancellationToken);
        return TypedResults.Ok(TenantAnswer.From(tenant));
    }
}

internal sealed record CloseTenantRequest(string? Subdomain) : ICheckedRequest
{
    public void Check(RequestErrors errors) => errors.OptionalText(Subdomain, "subdomain", Registry.Subdomain.Longest);
}

/// <summary>Reopens a company that is closing, as long as it is there. One that was suspended before is suspended again, and its people are out with their next request.</summary>
internal static class ReopenTenant
{
    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> HandleAsync(TenantsDbContext db, RevocationList revocations, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Tenants.SingleOrDefaultAsync(cancellationToken) is not { } tenant) return TenantErrors.NotFound.ToProblem();
        if (tenant.Reopen() is { } refusal) return refusal.ToProblem();
        await db.SaveRevisedAsync(tenant, "reopened", time.GetUtcNow(), cancellationToken);
        if (tenant.Status == TenantStatus.Suspended) db.AfterCommit(() => revocations.RevokeAsync(RevocationSubject.Tenant(tenant.TenantId)));
        return TypedResults.Ok(TenantAnswer.From(tenant));
    }
}
