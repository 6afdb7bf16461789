using System.Text.Json.Nodes;
using TrackTok.Gateway.Services;

namespace TrackTok.Gateway.Documents;

/// <summary>The headers that the edge gives to answers (SPEC 1.7), described once and referred to by every operation that gets them.</summary>
internal static class EdgeHeaders
{
    private const string HeaderPath = "#/components/headers/";
    private static readonly string[] OfEvery = ["X-Request-Id", "traceparent"];
    private static readonly string[] OfLimited = ["RateLimit-Policy", "RateLimit"];

    /// <summary>What stands under <c>components/headers</c>.</summary>
    internal static JsonObject Describe() => new()
    {
        ["X-Request-Id"] = Header("The request's id: the client's own, or one of ours.", "0190c0de-0000-7000-8000-000000000001"),
        ["traceparent"] = Header("The trace that the request belongs to (W3C Trace Context).", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ["RateLimit-Policy"] = Header("The limits that apply: permits (q) in so many seconds (w).", "\"tenant\";q=600;w=60"),
        ["RateLimit"] = Header("What is left of them: permits (r), and seconds until there are more (t).", "\"tenant\";r=412;t=17"),
        ["Retry-After"] = Header("Seconds after which another attempt makes sense.", "17"),
    };

    /// <summary>Refers to them in the operation's answers.</summary>
    internal static void Add(string path, JsonObject operation)
    {
        var limited = IsLimited(path);
        foreach (var (status, answer) in operation["responses"] as JsonObject ?? [])
        {
            if (answer is not JsonObject response) continue;
            var headers = response["headers"] as JsonObject ?? [];
            foreach (var name in OfEvery) headers[name] = Reference(name);
            if (limited && status is not ("401" or "503")) foreach (var name in OfLimited) headers[name] = Reference(name);
            if (status is "429" or "503") headers["Retry-After"] = Reference("Retry-After");
            response["headers"] = headers;
        }
    }

    /// <summary>A route with the most words in common is the one that the edge takes.</summary>
    private static bool IsLimited(string path) =>
        RouteTable.All.Where(route => route.Access != Access.Page && Covers(route.Path, path)).MaxBy(route => route.Path.Length) is { Counted: not Counted.Free };

    private static bool Covers(string route, string path)
    {
        var stem = route.Split("/{**", 2)[0];
        return path == stem || (stem.Length < route.Length && path.StartsWith(stem + "/", StringComparison.Ordinal));
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = HeaderPath + name };

    private static JsonObject Header(string description, string example) => new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" }, ["example"] = example };
}
