using Microsoft.AspNetCore.Http;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>The header by which a client says that two requests are one (SPEC 1.6).</summary>
public static class IdempotencyKey
{
    /// <summary>The refusal of a key that was used for another request.</summary>
    public static readonly Refusal Reused = new(RefusalKind.Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request; give each request a key of its own.");

    private static readonly Refusal Unfit = new(RefusalKind.Invalid, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters.");

    /// <summary>The request's key, null when it has none, or the refusal of one that is no key.</summary>
    public static (string? Key, Refusal? Unfit) Read(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(HeaderNames.IdempotencyKey, out var header)) return (null, null);
        var key = header.ToString();
        return key.Length is 0 or > 255 || key.Any(c => c is < '!' or > '~')
            ? (null, Unfit)
            : (key, null);
    }
}
