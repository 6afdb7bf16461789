using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrackTok.Web.Api;

/// <summary>Why the API refused (RFC 9457): a stable code, a sentence for people, and for a form the sentences of each member.</summary>
public sealed record Problem
{
    public int Status { get; init; }
    public string Title { get; init; } = "";
    public string? Detail { get; init; }
    public string Code { get; init; } = "";
    public string? TraceId { get; init; }

    /// <summary>Sentences by the member's name in the API, such as <c>amount</c> or <c>settings.currency</c>.</summary>
    public Dictionary<string, string[]> Errors { get; init; } = [];

    /// <summary>Whatever else this refusal tells: <c>tenants</c>, <c>limit</c>, <c>differing</c> …</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> More { get; init; } = [];

    /// <summary>Seconds after which to try again, when the API says so.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }

    /// <summary>The sentence to show.</summary>
    [JsonIgnore]
    public string Sentence => Detail ?? Title;

    /// <summary>A member of <see cref="More"/>; null when it is not there, or otherwise made.</summary>
    public T? Read<T>(string member)
    {
        try
        {
            return More.TryGetValue(member, out var value) ? value.Deserialize<T>(ApiJson.Options) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    internal static Problem Of(int status, string code, string? detail = null) => new() { Status = status, Code = code, Detail = detail };
}

/// <summary>A page needs what the API would not give; the error page of that status takes its place.</summary>
public sealed class ApiException(Problem problem) : Exception($"{problem.Status} {problem.Code}: {problem.Detail}")
{
    public Problem Problem { get; } = problem;
}

/// <summary>What the API answered: a value or a problem.</summary>
public sealed record ApiAnswer<T>(T? Value, Problem? Problem)
{
    /// <summary>The version of what was read or written, for <c>If-Match</c>.</summary>
    public string? ETag { get; init; }

    /// <summary>What <c>TrackTok-Plan-Warning</c> says: the write was accepted, the plan's limit is passed.</summary>
    public string? PlanWarning { get; init; }

    public bool IsRefused => Problem is not null;

    /// <summary>The value; a problem becomes the error page.</summary>
    public T OrErrorPage() => Problem is null ? Value! : throw new ApiException(Problem);
}

/// <summary>One page of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, bool HasMore, long? Total = null);
