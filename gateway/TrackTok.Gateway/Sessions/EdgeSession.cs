using System.Security.Claims;
using StackExchange.Redis;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Gateway.Sessions;

/// <summary>All that the edge needs of a validated token, worked out once: who it is, and the names under which Redis knows them.</summary>
internal sealed class EdgeSession
{
    private long _revokedAt;

    internal EdgeSession(ClaimsPrincipal principal, DateTimeOffset expires)
    {
        Caller = Caller.From(principal);
        IssuedAt = TokenValidation.IssuedAt(principal);
        Expires = expires.ToUnixTimeSeconds();
        Subjects = [.. RevocationList.Subjects(Caller).Select(subject => (RedisValue)subject)];
        var tenant = Caller.TenantId?.ToString("N") ?? "none";
        TenantBucket = "edge:limit:tenant:" + tenant;
        ReadBucket = $"edge:limit:read:{tenant}:{Caller.Subject}";
        WriteBucket = $"edge:limit:write:{tenant}:{Caller.Subject}";
    }

    internal Caller Caller { get; }

    /// <summary>Milliseconds since 1970: a revocation that came later than this covers the token.</summary>
    internal long IssuedAt { get; }

    /// <summary>Seconds since 1970.</summary>
    internal long Expires { get; }

    internal RedisValue[] Subjects { get; }

    internal string TenantBucket { get; }

    internal string ReadBucket { get; }

    internal string WriteBucket { get; }

    /// <summary>The timestamp at which the token was first found to be revoked: this one, or an earlier one. What was known before may be from before the cause.</summary>
    internal long RevokedAt(long now) => Interlocked.CompareExchange(ref _revokedAt, now, 0) is var first and not 0 ? first : now;
}
