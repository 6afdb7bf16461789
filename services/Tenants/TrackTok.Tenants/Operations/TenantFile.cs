using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Plans;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary>Puts together what an operator sees of a tenant: who owns it, where it stands, and what it really uses of its plan. Nothing of what the company does.</summary>
internal sealed class TenantFile(IServiceScopeFactory scopes)
{
    /// <summary>How many tenants are looked into at once: a page is read within each one's wall, and must not take all connections.</summary>
    private const int AtOnce = 4;

    internal static async Task<PlatformTenantAnswer> ReadAsync(Tenant tenant, TenantsDbContext db, TenantUsage usage, CancellationToken cancellationToken)
    {
        var owner = await db.Memberships.AsNoTracking().Where(member => member.Role == Role.Owner && member.Active)
            .OrderBy(member => member.JoinedAt).ThenBy(member => member.UserId).FirstOrDefaultAsync(cancellationToken);
        return new PlatformTenantAnswer(
            tenant.Id, tenant.Name, tenant.Subdomain, tenant.Status, tenant.SuspensionReason, tenant.Plan,
            owner is null ? null : new TenantOwnerAnswer(owner.UserId, owner.Email, owner.FirstName, owner.LastName),
            (await usage.ReadAsync(db, cancellationToken))?.Limits ?? [], tenant.CreatedAt, tenant.Version);
    }

    /// <summary>Reads several, in the order of the ids; one that was erased in between is left out.</summary>
    internal async Task<IReadOnlyList<PlatformTenantAnswer>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var answers = new PlatformTenantAnswer?[ids.Count];
        await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, stop) =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            services.GetRequiredService<TenantContext>().Set(ids[at]);
            var db = services.GetRequiredService<TenantsDbContext>();
            if (await db.Tenants.AsNoTracking().SingleOrDefaultAsync(stop) is { } tenant) answers[at] = await ReadAsync(tenant, db, services.GetRequiredService<TenantUsage>(), stop);
        });
        return [.. answers.OfType<PlatformTenantAnswer>()];
    }
}

/// <param name="Status"><c>active</c>, <c>suspended</c> or <c>closing</c>.</param>
/// <param name="SuspensionReason">What the operator who suspended it wrote; null while it is not suspended.</param>
/// <param name="Owner">The owner who has been one for longest; null when none can sign in.</param>
internal sealed record PlatformTenantAnswer(
    Guid Id, string Name, string Subdomain, string Status, string? SuspensionReason, string Plan, TenantOwnerAnswer? Owner, IReadOnlyList<UsedLimit> Limits,
    DateTimeOffset CreatedAt, long Version) : IVersionedAnswer;

internal sealed record TenantOwnerAnswer(Guid UserId, string Email, string FirstName, string LastName);
