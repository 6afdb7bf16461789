using System.Collections.Concurrent;
using Grpc.Core;
using TrackTok.Identity.Contracts;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Gateway.Tests.Hosting;

/// <summary>Tenants, as the gateway asks it.</summary>
internal sealed class StandInTenants : Tenants.Contracts.Tenants.TenantsClient
{
    private int _questions;

    internal ConcurrentDictionary<Guid, Tenant> Known { get; } = new();

    internal bool IsAway { get; set; }

    internal int Questions => _questions;

    internal Tenant Add(string? subdomain = null, string status = "active", string plan = "basic", long version = 1)
    {
        var id = Guid.CreateVersion7();
        return Known[id] = new Tenant { Id = id.ToString(), Subdomain = subdomain ?? $"t{id:N}", Status = status, Plan = plan, Version = version };
    }

    public override AsyncUnaryCall<Tenant> ResolveTenantAsync(ResolveTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _questions);
        return Calls.Of(FindAsync(request));
    }

    private async Task<Tenant> FindAsync(ResolveTenantRequest request)
    {
        await Task.Delay(5);
        if (IsAway) throw new RpcException(new Status(StatusCode.Unavailable, "away"));
        return Known.Values.FirstOrDefault(tenant => tenant.Id == request.TenantId || tenant.Subdomain == request.Subdomain || (request.Domain.Length > 0 && tenant.Name == request.Domain))
            ?? throw new RpcException(new Status(StatusCode.NotFound, "none"));
    }
}

/// <summary>Identity, as the gateway asks it while Redis is away.</summary>
internal sealed class StandInIdentity : Identity.Contracts.Identity.IdentityClient
{
    private int _questions;

    internal ConcurrentDictionary<string, bool> Ended { get; } = new();

    internal bool IsAway { get; set; }

    internal int Questions => _questions;

    /// <summary>API keys, with the tokens that they are exchanged for.</summary>
    internal ConcurrentDictionary<string, string> Keys { get; } = new();

    private int _exchanges;

    internal int Exchanges => _exchanges;

    public override AsyncUnaryCall<ExchangeApiKeyResponse> ExchangeApiKeyAsync(ExchangeApiKeyRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _exchanges);
        return Calls.Of(IsAway ? Task.FromException<ExchangeApiKeyResponse>(new RpcException(new Status(StatusCode.Unavailable, "away")))
            : Keys.TryGetValue(request.Key, out var token) ? Task.FromResult(new ExchangeApiKeyResponse { AccessToken = token })
            : Task.FromException<ExchangeApiKeyResponse>(new RpcException(new Status(StatusCode.NotFound, "unknown"))));
    }

    public override AsyncUnaryCall<CheckSessionResponse> CheckSessionAsync(CheckSessionRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _questions);
        return Calls.Of(IsAway
            ? Task.FromException<CheckSessionResponse>(new RpcException(new Status(StatusCode.Unavailable, "away")))
            : Task.FromResult(new CheckSessionResponse { Stands = !Ended.ContainsKey(request.SessionId) }));
    }
}

internal static class Calls
{
    internal static AsyncUnaryCall<T> Of<T>(Task<T> answer) => new(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
}
