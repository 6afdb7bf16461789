using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace TrackTok.ServiceDefaults;

/// <summary>Why a request cannot be met, by the status that says so (SPEC 1.4).</summary>
public enum RefusalKind
{
    Unreadable = 400,
    Unauthenticated = 401,
    Forbidden = 403,
    NotFound = 404,
    WrongMethod = 405,
    TooSlow = 408,
    Conflict = 409,
    Stale = 412,
    TooLarge = 413,
    AddressTooLong = 414,
    WrongMedia = 415,
    Invalid = 422,
    PreconditionRequired = 428,
    TooMany = 429,
    HeadersTooLarge = 431,
    Fault = 500,
    Unavailable = 503,
}

/// <summary>A refusal, as an entity or a use case returns it: a stable code and a sentence that says what to do. Null stands for success.</summary>
/// <param name="Code">Stable, lower case with underscores; listed in the API's documents.</param>
/// <param name="Detail">A sentence for the person who reads it.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Detail)
{
    /// <summary>For validation: what is wrong with each member, by its name in the request.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Further members of the problem: figures, limits, the fields that differ.</summary>
    public IReadOnlyDictionary<string, object?>? More { get; init; }

    /// <summary>After how many seconds a retry makes sense.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static Refusal NotFound(string what) => new(RefusalKind.NotFound, "not_found", $"There is no such {what}, or it is not yours to see.");

    public static Refusal Invalid(string member, string sentence) =>
        new(RefusalKind.Invalid, "validation_failed", sentence) { Errors = new Dictionary<string, string[]> { [member] = [sentence] } };

    public Refusal With(string member, object? value) =>
        this with { More = new Dictionary<string, object?>(More ?? new Dictionary<string, object?>()) { [member] = value } };

    /// <summary>The answer of RFC 9457 for this refusal.</summary>
    public ProblemHttpResult ToProblem() => TypedResults.Problem(ToDetails());

    internal ProblemDetails ToDetails()
    {
        var details = new ProblemDetails
        {
            Type = "/docs/errors#" + Code,
            Title = Titles.Of(Kind),
            Status = (int)Kind,
            Detail = Detail,
        };
        details.Extensions["code"] = Code;
        details.Extensions["trace_id"] = TraceId();
        if (Errors is not null) details.Extensions["errors"] = Errors;
        if (More is not null) foreach (var (name, value) in More) details.Extensions[name] = value;
        if (RetryAfterSeconds is { } seconds) details.Extensions["retry_after"] = seconds;
        return details;
    }

    /// <summary>Writes the problem where no endpoint is at work: middleware and error handling.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = (int)Kind;
        if (RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await http.Response.WriteAsJsonAsync(ToDetails(), ProblemJson, "application/problem+json", http.RequestAborted);
    }

    internal static string TraceId() => Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();

    internal static readonly JsonSerializerOptions ProblemJson = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}

internal static class Titles
{
    internal static string Of(RefusalKind kind) => kind switch
    {
        RefusalKind.Unreadable => "The request cannot be read",
        RefusalKind.Unauthenticated => "Sign in first",
        RefusalKind.Forbidden => "Not allowed",
        RefusalKind.NotFound => "Not found",
        RefusalKind.WrongMethod => "Not a method of this address",
        RefusalKind.TooSlow => "Too slow",
        RefusalKind.Conflict => "Conflicts with what is there",
        RefusalKind.Stale => "Changed in the meantime",
        RefusalKind.TooLarge => "Too large",
        RefusalKind.AddressTooLong => "Too long an address",
        RefusalKind.WrongMedia => "Not a kind of body that is read here",
        RefusalKind.HeadersTooLarge => "Too large headers",
        RefusalKind.Invalid => "The request is not valid",
        RefusalKind.PreconditionRequired => "A condition is required",
        RefusalKind.TooMany => "Too many requests",
        RefusalKind.Unavailable => "Not available right now",
        _ => "Something went wrong",
    };
}
