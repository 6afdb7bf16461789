using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace TrackTok.ServiceDefaults;

/// <summary>An answer that shows one versioned resource: its ETag is made from the version (SPEC 1.6).</summary>
public interface IVersionedAnswer
{
    [JsonIgnore]
    long Version { get; }

    /// <summary>What else the answer depends on beside the row, such as the day it is; its ETag differs by it, and <c>If-Match</c> does not look at it.</summary>
    [JsonIgnore]
    string? Variant => null;
}

/// <summary>What <c>If-Match</c> asked for: no condition, any version, or one of these.</summary>
public sealed record IfMatch(bool Given, long[] Versions)
{
    public static ValueTask<IfMatch> BindAsync(HttpContext http)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0 || header == "*") return ValueTask.FromResult(new IfMatch(false, []));
        var versions = EntityTagHeaderValue.TryParseList(header, out var tags) ? tags.Where(tag => !tag.IsWeak).Select(tag => Versioned.Parse(tag.Tag.Value!)).OfType<long>().ToArray() : [];
        return ValueTask.FromResult(new IfMatch(true, versions));
    }

    /// <summary>True when a change to this version may go ahead.</summary>
    public bool Allows(long version) => !Given || Versions.Contains(version);
}

public static class Versioned
{
    public static string ETag(long version, string? variant = null) =>
        variant is null ? string.Create(CultureInfo.InvariantCulture, $"\"{version}\"") : string.Create(CultureInfo.InvariantCulture, $"\"{version}-{variant}\"");

    internal static long? Parse(string tag)
    {
        var text = tag.AsSpan().Trim('"');
        var end = text.IndexOf('-');
        return long.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    /// <summary>Gives answers the headers that belong to them; the innermost filter that keeps an answer calls <see cref="Finish"/> before it does.</summary>
    internal static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Finish(context.HttpContext, await next(context));

    /// <summary>Versioned answers get their ETag, refusals their Retry-After, and a reader who has this version already gets 304.</summary>
    public static object? Finish(HttpContext http, object? result)
    {
        var value = result is INestedHttpResult nested ? nested.Result : result;
        if (value is ProblemHttpResult problem)
        {
            if (problem.ProblemDetails.Extensions.TryGetValue("retry_after", out var seconds)) http.Response.Headers.RetryAfter = Convert.ToString(seconds, CultureInfo.InvariantCulture);
            return result;
        }
        if (value is not IValueHttpResult { Value: IVersionedAnswer answer }) return result;
        var tag = ETag(answer.Version, answer.Variant);
        http.Response.Headers.ETag = tag;
        var reading = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (reading && http.Request.Headers.IfNoneMatch is { Count: > 0 } known
            && EntityTagHeaderValue.TryParseList(known, out var tags) && tags.Any(candidate => candidate.Tag == tag || candidate.Tag == "*"))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return result;
    }
}
