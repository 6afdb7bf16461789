using Microsoft.Extensions.Caching.Memory;
using TrackTok.Web.Api;

namespace TrackTok.Web.Session;

/// <summary>Who a session belongs to, as <c>GET /auth/me</c> tells; remembered for a minute, so that a page does not ask each time.</summary>
internal sealed class KnownPeople(IMemoryCache cache, GatewayCalls gateway)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    internal async Task<ApiAnswer<Me>> GetAsync(WebSession session, HttpContext http)
    {
        if (cache.TryGetValue(Key(session), out Me? known)) return new ApiAnswer<Me>(known, null);
        var answer = await gateway.MeAsync(session.AccessToken, http, http.RequestAborted);
        if (answer.Value is { } me) cache.Set(Key(session), me, Kept);
        return answer;
    }

    /// <summary>After a change of the person or of the company's settings.</summary>
    internal void Forget(WebSession session) => cache.Remove(Key(session));

    private static string Key(WebSession session) => "web:me:" + session.Fingerprint;
}
