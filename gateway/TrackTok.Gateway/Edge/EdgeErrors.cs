using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Edge;

/// <summary>Every way the edge itself refuses, before a service hears of the request.</summary>
internal static class EdgeErrors
{
    internal static readonly Refusal TenantRequired = new(RefusalKind.Unreadable, "tenant_required",
        "Say which company this is for: call its own address (acme.example.com), send X-Tenant-Id with its id or subdomain, or use a token of it.");
    internal static readonly Refusal TenantNotFound = new(RefusalKind.NotFound, "tenant_not_found", "There is no company of that name here; check the address and X-Tenant-Id.");
    internal static readonly Refusal TenantMismatch = new(RefusalKind.Forbidden, "tenant_mismatch", "The address, X-Tenant-Id and the token name different companies; make them agree.");
    internal static readonly Refusal TenantSuspended = new(RefusalKind.Forbidden, "tenant_suspended", "This company is suspended; its owner can ask the operator to lift that.");

    internal static readonly Refusal TenantClosing = new(RefusalKind.Forbidden, "tenant_closing", "This company is closing: everything can still be read, and nothing changed. An owner can reopen it.");

    internal static readonly Refusal Unauthenticated = new(RefusalKind.Unauthenticated, "unauthenticated", "Give a valid access token as 'Authorization: Bearer …'.");
    internal static readonly Refusal InvalidToken = new(RefusalKind.Unauthenticated, "invalid_token", "This access token is not ours, was altered, or has expired; sign in again.");
    internal static readonly Refusal InvalidApiKey = new(RefusalKind.Unauthenticated, "invalid_api_key", "This API key is not ours, was revoked, or has expired.");
    internal static readonly Refusal TokenRevoked = new(RefusalKind.Unauthenticated, "token_revoked", "This session has ended; sign in again.");

    internal static readonly Refusal TooManyRequests = new(RefusalKind.TooMany, "too_many_requests", "Slow down; Retry-After says when to try again.");
    internal static readonly Refusal BodyTooLarge = new(RefusalKind.TooLarge, "body_too_large", "The body is larger than this route accepts.");
    internal static readonly Refusal MalformedPath = new(RefusalKind.Unreadable, "malformed_path", "The path has a '%' that is not followed by two hexadecimal digits.");
    internal static readonly Refusal Unreadable = new(RefusalKind.Unreadable, "unreadable", "The request cannot be read.");
    internal static readonly Refusal TimedOut = new(RefusalKind.TooSlow, "request_timed_out", "The request came in too slowly.");
    internal static readonly Refusal AddressTooLong = new(RefusalKind.AddressTooLong, "address_too_long", "The request's address is too long.");
    internal static readonly Refusal HeadersTooLarge = new(RefusalKind.HeadersTooLarge, "headers_too_large", "The request's headers are too large or too many.");
    internal static readonly Refusal Unavailable = new(RefusalKind.Unavailable, "unavailable", "A part that is needed is not available; try again.") { RetryAfterSeconds = 2 };

    /// <summary>What a request that could not be read, or not to its end, is refused with.</summary>
    internal static Refusal OfUnreadable(int status) => status switch
    {
        408 => TimedOut,
        413 => BodyTooLarge,
        414 => AddressTooLong,
        431 => HeadersTooLarge,
        _ => Unreadable,
    };

    internal static IEnumerable<Refusal> All =>
    [
        TenantRequired, TenantNotFound, TenantMismatch, TenantSuspended, TenantClosing, Unauthenticated, InvalidToken, InvalidApiKey, TokenRevoked, TooManyRequests, BodyTooLarge,
        MalformedPath, Unreadable, TimedOut, AddressTooLong, HeadersTooLarge, Unavailable,
    ];
}
