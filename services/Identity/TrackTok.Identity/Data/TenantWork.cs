using TrackTok.Tenancy;

namespace TrackTok.Identity.Data;

/// <summary>
/// Runs a piece of work for one tenant in a scope of its own. Signing in finds out only on the way which tenant a request is for, and may name another than the host
/// it came by; a scope works for one tenant and no other.
/// </summary>
internal sealed class TenantWork(IServiceScopeFactory scopes, CallerContext current)
{
    /// <param name="who">In whose name: the audit trail tells it. The request's own caller when null.</param>
    public async Task<T> RunAsync<T>(Guid tenantId, Caller? who, Func<IdentityDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        var caller = scope.ServiceProvider.GetRequiredService<CallerContext>();
        (caller.Caller, caller.RequestId, caller.Address, caller.UserAgent) = (who ?? current.Caller, current.RequestId, current.Address, current.UserAgent);
        return await work(scope.ServiceProvider.GetRequiredService<IdentityDbContext>());
    }
}
