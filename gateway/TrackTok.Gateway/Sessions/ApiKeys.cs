using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using TrackTok.Gateway.Edge;
using TrackTok.Gateway.Limits;
using TrackTok.Identity.Contracts;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Sessions;

/// <summary>
/// Takes an API key in a token's place: Identity exchanges it for an access token of a few minutes, which is kept as long and goes to the services instead of the key. A revocation
/// is noticed as with any token, on the next request. Keys that Identity does not know are asked about so often and no more.
/// </summary>
internal sealed class ApiKeys(Identity.Contracts.Identity.IdentityClient identity, LocalLimits local, RateLimits limits, TimeProvider time)
{
    internal const string Prefix = "ttk_";
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<UInt128, (EdgeSession Session, string Token)> _known = new();

    /// <summary>The key's token is dead, the key perhaps not: its person has another role. A key that gets no other token is dead as well.</summary>
    internal async ValueTask<(EdgeSession? Session, Refusal? Refusal)> ReadAnewAsync(HttpContext http, EdgeSession session)
    {
        foreach (var (name, known) in _known) if (ReferenceEquals(known.Session, session)) _known.TryRemove(name, out _);
        return http.Items[typeof(ApiKeys)] is string key ? await ReadAsync(http, key) : (null, EdgeErrors.InvalidApiKey);
    }

    /// <summary>The session that the key stands for; the request carries its token from here on.</summary>
    internal async ValueTask<(EdgeSession? Session, Refusal? Refusal)> ReadAsync(HttpContext http, string key)
    {
        var name = NameOf(key);
        http.Items[typeof(ApiKeys)] = key;
        if (_known.TryGetValue(name, out var known) && time.GetUtcNow().ToUnixTimeSeconds() < known.Session.Expires)
        {
            http.Request.Headers.Authorization = "Bearer " + known.Token;
            return (known.Session, null);
        }
        var asked = local.Take(new Bucket("unknown", "keys:" + InboundHeaders.LimitedAddress(http), limits.Unknown));
        if (asked.IsRefused) return (null, EdgeErrors.TooManyRequests with { RetryAfterSeconds = asked.RetryAfter });
        var (token, refusal) = await ExchangeAsync(key, InboundHeaders.LimitedAddress(http));
        if (token is null) return (null, refusal);
        http.Request.Headers.Authorization = "Bearer " + token;
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!result.Succeeded) return (null, EdgeErrors.InvalidToken);
        var session = new EdgeSession(result.Principal, result.Properties.ExpiresUtc ?? time.GetUtcNow());
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[name] = (session, token);
        return (session, null);
    }

    private async Task<(string? Token, Refusal? Refusal)> ExchangeAsync(string key, string address)
    {
        try
        {
            var request = new ExchangeApiKeyRequest { Key = key, Address = address };
            return ((await identity.ExchangeApiKeyAsync(request, deadline: time.GetUtcNow().UtcDateTime + Patience)).AccessToken, null);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return (null, EdgeErrors.InvalidApiKey);
        }
        catch (RpcException e) when (e is { StatusCode: StatusCode.PermissionDenied } && e.Code() is { } code)
        {
            return (null, new Refusal(RefusalKind.Forbidden, code, e.Status.Detail));
        }
        catch (Exception e) when (e is RpcException or HttpRequestException)
        {
            return (null, EdgeErrors.Unavailable);
        }
    }

    /// <summary>Not the key itself, which is nobody's to read out of our memory.</summary>
    private static UInt128 NameOf(string key)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
