using System.Collections.Concurrent;
using Grpc.Core;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Gateway.Resolving;

/// <summary>
/// Who a name means. What Tenants said is remembered for a minute, and a name that means nobody for a few seconds; events renew it at once. While Tenants does not
/// answer, what was last known stands. Looking a remembered name up allocates nothing.
/// </summary>
internal sealed class TenantDirectory(Tenants.Contracts.Tenants.TenantsClient tenants, LastKnownTenants lastKnown, TimeProvider time)
{
    private const int MostNames = 50_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan JustHeard = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AbsentFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Known> _tenants = new();
    private readonly ConcurrentDictionary<string, Named> _subdomains = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Named> _domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(NameKind, string), Lazy<Task<ResolvedTenant?>>> _questions = new();

    /// <summary>True when the answer is at hand; <paramref name="tenant"/> is then null when no tenant has this id.</summary>
    internal bool TryGet(Guid id, out ResolvedTenant? tenant)
    {
        var found = _tenants.TryGetValue(id, out var known) && time.GetTimestamp() < known.Until;
        tenant = found ? known!.Tenant : null;
        return found;
    }

    /// <summary>True when the answer is at hand; <paramref name="tenant"/> is then null when nobody has this name.</summary>
    internal bool TryGet(NameKind kind, ReadOnlySpan<char> name, out ResolvedTenant? tenant)
    {
        tenant = null;
        if (!Names(kind).GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var named) || time.GetTimestamp() >= named.Until) return false;
        return named.Id is not { } id || TryGet(id, out tenant);
    }

    /// <summary>Asks Tenants, once however many wait for the answer. Null when there is no such tenant.</summary>
    /// <exception cref="RpcException">Tenants does not answer and nothing is known.</exception>
    internal async Task<ResolvedTenant?> AskAsync(NameKind kind, string name)
    {
        name = name.ToLowerInvariant();
        var question = _questions.GetOrAdd((kind, name), static (key, self) => new(() => self.AskOnceAsync(key.Item1, key.Item2)), this);
        try
        {
            return await question.Value;
        }
        finally
        {
            _questions.TryRemove((kind, name), out _);
        }
    }

    /// <summary>What is known of a tenant, asked anew unless it was heard within the last second: before a company is turned away, or told less than the truth.</summary>
    /// <param name="since">A timestamp of the clock; what was not asked since then is asked anew in any case.</param>
    internal async ValueTask<ResolvedTenant> RenewAsync(ResolvedTenant tenant, long since = long.MinValue)
    {
        if (_tenants.TryGetValue(tenant.Id, out var known) && known.Tenant is { } heard && known.Until > Until(Fresh - JustHeard) && known.AskedAt >= since) return heard;
        var answer = await AskAsync(NameKind.Id, tenant.Id.ToString());
        // A question that was on its way already may tell of before.
        if (_tenants.TryGetValue(tenant.Id, out known) && known.AskedAt < since) answer = await AskAsync(NameKind.Id, tenant.Id.ToString());
        return answer ?? tenant;
    }

    /// <summary>Takes the news of an event. Older news than what is known changes nothing.</summary>
    internal void Take(ResolvedTenant tenant)
    {
        Remember(NameKind.Id, tenant.Id.ToString(), tenant);
        Remember(NameKind.Subdomain, tenant.Subdomain, tenant);
    }

    /// <summary>The tenant is gone for good: whoever asks for it next hears so.</summary>
    internal void Forget(Guid id)
    {
        if (!_tenants.TryRemove(id, out var known) || known.Tenant is not { } tenant) return;
        _subdomains.TryRemove(tenant.Subdomain, out _);
        foreach (var (domain, named) in _domains) if (named.Id == id) _domains.TryRemove(domain, out _);
        lastKnown.Drop(NameKind.Id, id.ToString());
        lastKnown.Drop(NameKind.Subdomain, tenant.Subdomain);
    }

    /// <summary>A domain leads elsewhere from now on, or nowhere: whoever comes by it next asks anew.</summary>
    internal void ForgetDomain(string domain)
    {
        _domains.TryRemove(domain, out _);
        lastKnown.Drop(NameKind.Domain, domain);
    }

    private async Task<ResolvedTenant?> AskOnceAsync(NameKind kind, string name)
    {
        var askedAt = time.GetTimestamp();
        var request = kind switch
        {
            NameKind.Id => new ResolveTenantRequest { TenantId = name },
            NameKind.Subdomain => new ResolveTenantRequest { Subdomain = name },
            _ => new ResolveTenantRequest { Domain = name },
        };
        try
        {
            return Remember(kind, name, ResolvedTenant.From(await tenants.ResolveTenantAsync(request, deadline: time.GetUtcNow().UtcDateTime + Patience)), askedAt);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            if (kind == NameKind.Id) _tenants[Guid.Parse(name)] = new(null, Until(AbsentFor), askedAt);
            else Name(kind, name, new(null, Until(AbsentFor)));
            return null;
        }
        catch (Exception e) when (e is RpcException or HttpRequestException)
        {
            var known = LastKnownHere(kind, name) ?? await lastKnown.FindAsync(kind, name);
            if (known is null) throw e as RpcException ?? new RpcException(new Status(StatusCode.Unavailable, "Tenants does not answer.", e));
            return Remember(kind, name, known, askedAt);
        }
    }

    private ResolvedTenant? LastKnownHere(NameKind kind, string name)
    {
        var id = kind == NameKind.Id ? Guid.Parse(name) : Names(kind).TryGetValue(name, out var named) ? named.Id : null;
        return id is { } of && _tenants.TryGetValue(of, out var known) ? known.Tenant : null;
    }

    private ResolvedTenant Remember(NameKind kind, string name, ResolvedTenant tenant, long askedAt = long.MinValue)
    {
        var known = _tenants.AddOrUpdate(
            tenant.Id, static (_, given) => given, static (_, was, given) => was.Tenant?.Version > given.Tenant!.Version ? was with { Until = given.Until, AskedAt = Math.Max(was.AskedAt, given.AskedAt) } : given,
            new Known(tenant, Until(Fresh), askedAt));
        if (kind != NameKind.Id) Name(kind, name, new(tenant.Id, Until(Fresh)));
        lastKnown.Keep(kind, name, known.Tenant!);
        return known.Tenant!;
    }

    private void Name(NameKind kind, string name, Named named)
    {
        var names = Names(kind);
        if (names.Count >= MostNames) names.Clear();
        if (_tenants.Count >= MostNames) _tenants.Clear();
        names[name] = named;
    }

    private ConcurrentDictionary<string, Named> Names(NameKind kind) => kind == NameKind.Subdomain ? _subdomains : _domains;

    private long Until(TimeSpan life) => time.GetTimestamp() + (long)(life.TotalSeconds * time.TimestampFrequency);

    /// <param name="AskedAt">When Tenants was asked for it; the least of all numbers for what an event told.</param>
    private sealed record Known(ResolvedTenant? Tenant, long Until, long AskedAt);

    private sealed record Named(Guid? Id, long Until);
}
