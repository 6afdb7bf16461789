using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Gateway.Edge;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Sessions;

/// <summary>
/// Reads the token that a request brings. A token met before costs one look into a dictionary; a new one is validated as every service does it
/// (<see cref="TokenValidation"/>). Whether it was revoked since is asked apart, on every request.
/// </summary>
internal sealed class AccessTokens(IOptionsMonitor<JwtBearerOptions> bearer, ApiKeys keys, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int MostRemembered = 20_000;
    private const int LongestToken = 8 * 1024;
    private readonly ConcurrentDictionary<string, EdgeSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>The session that the request's token stands for, or why there is none.</summary>
    internal ValueTask<(EdgeSession? Session, Refusal? Refusal)> ReadAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0) return new((null, EdgeErrors.Unauthenticated));
        if (header.Count > 1 || header[0] is not { } text || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || text.Length > LongestToken) return new((null, EdgeErrors.InvalidToken));
        if (text.AsSpan(Scheme.Length).StartsWith(ApiKeys.Prefix, StringComparison.Ordinal)) return keys.ReadAsync(http, text[Scheme.Length..].TrimEnd());
        if (_sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text.AsSpan(Scheme.Length), out var session) && time.GetUtcNow().ToUnixTimeSeconds() < session.Expires)
            return new((session, null));
        return ValidateAsync(http, text[Scheme.Length..]);
    }

    private async ValueTask<(EdgeSession?, Refusal?)> ValidateAsync(HttpContext http, string token)
    {
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!result.Succeeded) return (null, await WhyNotAsync(result.Failure, http.RequestAborted));
        var session = new EdgeSession(result.Principal, result.Properties.ExpiresUtc ?? time.GetUtcNow());
        // The tokens of our own services are for calls between them; none comes in by the front door.
        if (session.Caller.IsService) return (null, EdgeErrors.InvalidToken);
        if (_sessions.Count >= MostRemembered) Forget();
        _sessions[token] = session;
        return (session, null);
    }

    /// <summary>A token whose key is unknown because the keys cannot be had is not a bad token: Identity is away.</summary>
    private async ValueTask<Refusal> WhyNotAsync(Exception? failure, CancellationToken cancellationToken)
    {
        if (failure is not SecurityTokenSignatureKeyNotFoundException || bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager is not { } keys) return EdgeErrors.InvalidToken;
        try
        {
            await keys.GetConfigurationAsync(cancellationToken);
            return EdgeErrors.InvalidToken;
        }
        catch (InvalidOperationException)
        {
            return EdgeErrors.Unavailable;
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (token, session) in _sessions) if (session.Expires <= now) _sessions.TryRemove(token, out _);
        if (_sessions.Count >= MostRemembered) _sessions.Clear();
    }
}
