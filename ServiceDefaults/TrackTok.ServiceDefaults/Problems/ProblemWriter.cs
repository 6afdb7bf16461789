using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TrackTok.ServiceDefaults;

/// <summary>Turns what went wrong below the use cases into problem answers: unreadable bodies, unknown routes, lost databases, and faults of our own.</summary>
public sealed partial class ProblemWriter(IEnumerable<IExceptionRefusal> translations, ILogger<ProblemWriter> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested || httpContext.Response.HasStarted) return true;
        var refusal = Translate(exception);
        if (refusal is null)
        {
            LogFault(exception, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName);
            refusal = new Refusal(0, "internal_error", "This is our fault, not yours. Nothing was changed; try again, and give us the trace id if it happens once more.");
            httpContext.Response.StatusCode = 500;
            var details = refusal.ToDetails();
            details.Status = 500;
            await httpContext.Response.WriteAsJsonAsync(details, Refusal.ProblemJson, "application/problem+json", CancellationToken.None);
            return true;
        }
        await refusal.WriteAsync(httpContext);
        return true;
    }

    private Refusal? Translate(Exception exception)
    {
        foreach (var translation in translations) if (translation.Translate(exception) is { } refusal) return refusal;
        return exception switch
        {
            BadHttpRequestException bad => Unreadable(bad),
            ConnectionResetException => new Refusal(RefusalKind.Unreadable, "connection_reset", "The connection broke before the request was whole."),
            TimeoutException => new Refusal(RefusalKind.Unavailable, "timed_out", "A part that is needed did not answer in time; try again.") { RetryAfterSeconds = 2 },
            _ => null,
        };
    }

    private static Refusal Unreadable(BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge) return new Refusal(RefusalKind.TooLarge, "body_too_large", "The body is larger than this route accepts.");
        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType) return StatusProblems.Of(bad.StatusCode)!;
        if (bad.InnerException is JsonException json) return Unreadable(json);
        if (Parameter().Match(bad.Message) is { Success: true } match)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value);
            return match.Groups["value"].Success
                ? Refusal.Invalid(name, $"'{match.Groups["value"].Value}' cannot be read as this parameter's type.")
                : Refusal.Invalid(name, "This is required.");
        }
        return new Refusal(RefusalKind.Unreadable, "unreadable", "The request cannot be read; a JSON object is expected.");
    }

    /// <summary>Broken JSON is 400; JSON that is well formed but has a member too many, or one of a wrong type, is 422 and names the member.</summary>
    private static Refusal Unreadable(JsonException json)
    {
        if (json.InnerException is not null && json.InnerException.GetType().Name == "JsonReaderException" || json.GetType().Name == "JsonReaderException")
            return new Refusal(RefusalKind.Unreadable, "malformed_json", $"The body is not JSON (line {json.LineNumber + 1}).");
        if (UnknownMember().Match(json.Message) is { Success: true } unknown)
            return Refusal.Invalid(unknown.Groups["name"].Value, "There is no such member; check its spelling.");
        if (json.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase))
            return Refusal.Invalid(Member(json.Path), "This member is given twice.");
        var member = Member(json.Path);
        return member.Length == 0
            ? new Refusal(RefusalKind.Unreadable, "unreadable", "A JSON object is expected.")
            : Refusal.Invalid(member, "The value has a form that this member does not take.");
    }

    private static string Member(string? path) => path is null ? "" : path.TrimStart('$').TrimStart('.');

    [GeneratedRegex("""parameter "\S+ (?<name>\w+)" (?:from "(?<value>[^"]*)"|was not provided|from query string|from route)""", RegexOptions.None, 100)]
    private static partial Regex Parameter();

    [GeneratedRegex("The JSON property '(?<name>[^']*)' could not be mapped", RegexOptions.None, 100)]
    private static partial Regex UnknownMember();

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed by a fault of our own")]
    private partial void LogFault(Exception exception, string method, string? endpoint);
}

/// <summary>Knows the refusal that belongs to an exception of some library: a lost database, a unique index.</summary>
public interface IExceptionRefusal
{
    /// <summary>The refusal, or null when the exception is none of its business.</summary>
    Refusal? Translate(Exception exception);
}

/// <summary>The bodies for statuses that the framework sets without one: unknown routes and verbs, unsupported media.</summary>
public static class StatusProblems
{
    public static Task WriteAsync(HttpContext http) => Of(http.Response.StatusCode) is { } refusal ? refusal.WriteAsync(http) : Task.CompletedTask;

    internal static Refusal? Of(int status) => status switch
    {
        400 => new Refusal(RefusalKind.Unreadable, "unreadable", "The request cannot be read."),
        401 => new Refusal(RefusalKind.Unauthenticated, "unauthenticated", "Give a valid access token as 'Authorization: Bearer …'."),
        403 => new Refusal(RefusalKind.Forbidden, "forbidden", "Your role does not allow this."),
        404 => new Refusal(RefusalKind.NotFound, "not_found", "There is nothing at this address."),
        405 => new Refusal((RefusalKind)405, "method_not_allowed", "This address does not take that method; see the Allow header."),
        413 => new Refusal(RefusalKind.TooLarge, "body_too_large", "The body is larger than this route accepts."),
        415 => new Refusal((RefusalKind)415, "unsupported_media_type", "Send the body as application/json."),
        429 => new Refusal(RefusalKind.TooMany, "too_many_requests", "Slow down and try again."),
        502 or 503 or 504 => new Refusal(RefusalKind.Unavailable, "unavailable", "A part that is needed is not available; try again.") { RetryAfterSeconds = 2 },
        >= 400 => new Refusal((RefusalKind)status, "refused", "The request was refused."),
        _ => null,
    };
}
