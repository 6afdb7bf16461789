using Microsoft.AspNetCore.Http;

namespace TrackTok.ServiceDefaults;

/// <summary>The bodies for statuses that the framework sets without one: unknown routes and verbs, unsupported media.</summary>
public static class StatusProblems
{
    private static readonly Refusal Unavailable = new(RefusalKind.Unavailable, "unavailable", "A part that is needed is not available; try again.") { RetryAfterSeconds = 2 };
    private static readonly Refusal Refused = new((RefusalKind)406, "refused", "The request was refused.");

    private static readonly Refusal[] Known =
    [
        new(RefusalKind.Unreadable, "unreadable", "The request cannot be read."),
        new(RefusalKind.Unauthenticated, "unauthenticated", "Give a valid access token as 'Authorization: Bearer …'."),
        new(RefusalKind.Forbidden, "forbidden", "Your role does not allow this."),
        new(RefusalKind.NotFound, "not_found", "There is nothing at this address."),
        new(RefusalKind.WrongMethod, "method_not_allowed", "This address does not take that method; see the Allow header."),
        new(RefusalKind.TooLarge, "body_too_large", "The body is larger than this route accepts."),
        new(RefusalKind.WrongMedia, "unsupported_media_type", "Send the body as application/json."),
        new(RefusalKind.TooMany, "too_many_requests", "Slow down and try again."),
    ];

    public static Task WriteAsync(HttpContext http) => Of(http.Response.StatusCode) is { } refusal ? refusal.WriteAsync(http) : Task.CompletedTask;

    internal static Refusal? Of(int status) => status switch
    {
        < 400 => null,
        502 or 503 or 504 => Unavailable,
        _ => Array.Find(Known, refusal => (int)refusal.Kind == status) ?? Refused with { Kind = (RefusalKind)status },
    };
}
