using System.Text.Json;
using StackExchange.Redis;

namespace TrackTok.Gateway.Resolving;

/// <summary>Tenants as any gateway last knew them, in Redis: what a gateway falls back on that has not seen a tenant itself while Tenants does not answer.</summary>
internal sealed class LastKnownTenants(IConnectionMultiplexer redis)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    internal void Keep(NameKind kind, string name, ResolvedTenant tenant)
    {
        if (redis.IsConnected) redis.GetDatabase().StringSet(Key(kind, name), JsonSerializer.Serialize(tenant), Kept, flags: CommandFlags.FireAndForget);
    }

    internal void Drop(NameKind kind, string name)
    {
        if (redis.IsConnected) redis.GetDatabase().KeyDelete(Key(kind, name), CommandFlags.FireAndForget);
    }

    internal async Task<ResolvedTenant?> FindAsync(NameKind kind, string name)
    {
        try
        {
            return await redis.GetDatabase().StringGetAsync(Key(kind, name)) is { HasValue: true } found ? JsonSerializer.Deserialize<ResolvedTenant>(found.ToString()) : null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private static RedisKey Key(NameKind kind, string name) => kind switch
    {
        NameKind.Id => "edge:tenant:id:" + name,
        NameKind.Subdomain => "edge:tenant:subdomain:" + name,
        _ => "edge:tenant:domain:" + name,
    };
}
