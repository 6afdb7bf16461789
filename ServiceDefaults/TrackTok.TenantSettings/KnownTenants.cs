using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.TenantSettings;

/// <summary>What a service does when it first hears of a tenant, in the same transaction in which it begins to know it: its defaults.</summary>
public interface INewTenantSetup
{
    Task SetUpAsync(KnownTenant tenant, CancellationToken cancellationToken);
}

/// <summary>
/// Gives the tenant of the current scope. Normally an event has told of it; when a request comes sooner, Tenants is asked once and the answer kept. A copy in memory
/// spares the query; events renew it, and it is never older than ten seconds.
/// </summary>
public sealed class KnownTenants(TenantDbContext context, TenantContext scope, KnownTenantCache cache, Tenants.Contracts.Tenants.TenantsClient tenants, IEnumerable<INewTenantSetup> setups, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What this scope began to know in a transaction that is not committed yet: for nobody else to find in the cache, since its defaults may never come to be. It holds for that transaction alone.</summary>
    private (KnownTenant Tenant, Guid Transaction)? _begun;

    /// <summary>The tenant of this scope.</summary>
    public async ValueTask<KnownTenant> GetAsync(CancellationToken cancellationToken)
    {
        if (_begun is { } begun && begun.Transaction == context.Database.CurrentTransaction?.TransactionId) return begun.Tenant;
        if (cache.Find(scope.TenantId) is { } known) return known;
        if (await context.Set<KnownTenant>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } kept) return await AskAsync(cancellationToken);
        cache.Keep(kept);
        return kept;
    }

    /// <summary>Takes the news of an event: begins to know the tenant, or renews what is known.</summary>
    public async Task TakeAsync(TenantRevised revised, CancellationToken cancellationToken)
    {
        await LockAsync(revised.TenantId, cancellationToken);
        var known = await context.Set<KnownTenant>().SingleOrDefaultAsync(cancellationToken);
        if (known is not null) known.Take(revised);
        // News of one that was erased since come late; it does not begin anew.
        else if (!await context.IsErasedAsync(cancellationToken)) await BeginAsync(KnownTenant.From(revised), cancellationToken);
        cache.Drop(revised.TenantId);
    }

    /// <summary>Erases all that this service holds of the tenant, its knowledge of it included.</summary>
    public async Task EraseAsync(TenantErased erased, CancellationToken cancellationToken)
    {
        await LockAsync(erased.TenantId, cancellationToken);
        await context.EraseTenantAsync(erased.OccurredAt, cancellationToken);
        cache.Drop(erased.TenantId);
    }

    /// <summary>
    /// The limit as Tenants says it is at this moment, where that is larger: asked before something is refused, because the news of an upgrade may still be on its way.
    /// Null where it is not, or Tenants does not answer.
    /// </summary>
    public async Task<PlanLimit?> FindLargerAsync(PlanLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetTenantRequest { TenantId = scope.TenantId.ToString() };
            var plan = (await tenants.GetTenantAsync(request, deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancellationToken)).Plan;
            return PlanLimits.Of(plan).All.FirstOrDefault(larger => larger.Name == limit.Name && larger.Max > limit.Max);
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<KnownTenant> AskAsync(CancellationToken cancellationToken)
    {
        var known = KnownTenant.From(await tenants.GetTenantAsync(new GetTenantRequest { TenantId = scope.TenantId.ToString() }, cancellationToken: cancellationToken));
        if (context.Database.CurrentTransaction is { } current)
        {
            _begun = (await KeepAsync(known, cancellationToken), current.TransactionId);
            return _begun.Value.Tenant;
        }
        await using var transaction = await TenantTransaction.BeginAsync(context, cancellationToken);
        known = await KeepAsync(known, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return known;
    }

    private async Task<KnownTenant> KeepAsync(KnownTenant asked, CancellationToken cancellationToken)
    {
        await LockAsync(asked.TenantId, cancellationToken);
        if (await context.Set<KnownTenant>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } already) return already;
        await BeginAsync(asked, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        return asked;
    }

    private async Task BeginAsync(KnownTenant known, CancellationToken cancellationToken)
    {
        context.Add(known);
        foreach (var setup in setups) await setup.SetUpAsync(known, cancellationToken);
    }

    /// <summary>One at a time: a request and an event may learn of the same tenant at the same moment.</summary>
    private Task<int> LockAsync(Guid tenantId, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({BitConverter.ToInt64(tenantId.ToByteArray(), 8)})", cancellationToken);
}

/// <summary>Tenants as last read, for ten seconds at most: another replica may have taken newer news.</summary>
public sealed class KnownTenantCache(TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Guid, (KnownTenant Tenant, long ReadAt)> _tenants = new();

    internal KnownTenant? Find(Guid tenantId) => _tenants.TryGetValue(tenantId, out var entry) && time.GetElapsedTime(entry.ReadAt) < Freshness ? entry.Tenant : null;

    internal void Keep(KnownTenant tenant) => _tenants[tenant.TenantId] = (tenant, time.GetTimestamp());

    internal void Drop(Guid tenantId) => _tenants.TryRemove(tenantId, out _);
}

public static class TenantKnowledge
{
    /// <summary>Registers the copy of tenants in this service's context.</summary>
    public static void AddKnownTenants<TContext>(this IServiceCollection services)
        where TContext : TenantDbContext
    {
        services.AddServiceClient<Tenants.Contracts.Tenants.TenantsClient>("tenants");
        services.AddSingleton<KnownTenantCache>();
        services.AddScoped<TenantDbContext>(provider => provider.GetRequiredService<TContext>());
        services.AddScoped<KnownTenants>();
    }
}
