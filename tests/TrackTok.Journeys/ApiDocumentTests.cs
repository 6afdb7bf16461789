using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrackTok.Journeys;

/// <summary>
/// <c>docs/api/openapi-v1.json</c> is the API as it is (SPEC 1.8): who changes a route sees it in the diff. <c>TRACKTOK_APPROVE=1 ./tracktok test</c> writes it anew, and
/// <c>./tracktok postman</c> makes the collection from it.
/// </summary>
public sealed class ApiDocumentTests(TrackTokSystem system)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_api_is_what_its_snapshot_says()
    {
        using var http = new HttpClient { BaseAddress = system.Gateway };
        var document = Sorted(JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!).AsObject();
        // Where it is served is no part of what it says.
        document.Remove("servers");
        var now = document.ToJsonString(Readable) + "\n";
        var file = Path.Combine(Root(), "docs", "api", "openapi-v1.json");
        if (Environment.GetEnvironmentVariable("TRACKTOK_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, now, TestContext.Current.CancellationToken);
        }
        var approved = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        FirstDifference(approved.Split('\n'), now.Split('\n')).ShouldBeNull("The API differs from docs/api/openapi-v1.json. If that is meant: TRACKTOK_APPROVE=1 ./tracktok test, and look at the diff.");
    }

    [Fact]
    public async Task Every_route_says_who_may_use_it_and_what_it_can_refuse()
    {
        using var http = new HttpClient { BaseAddress = system.Gateway };
        var document = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
            {
                var name = $"{operation.Name} {path.Name}";
                operation.Value.TryGetProperty("summary", out var summary).ShouldBeTrue(name);
                summary.GetString().ShouldNotBeNullOrWhiteSpace(name);
                if (operation.Value.TryGetProperty("requestBody", out var body))
                    foreach (var content in body.GetProperty("content").EnumerateObject().Where(content => content.Name.EndsWith("json", StringComparison.Ordinal)))
                        content.Value.TryGetProperty("example", out _).ShouldBeTrue(name + " shows no example");
                operation.Value.GetProperty("responses").EnumerateObject().ShouldContain(response => response.Name.StartsWith('4'), name);
            }
    }

    private static string? FirstDifference(string[] approved, string[] now)
    {
        for (var line = 0; line < Math.Max(approved.Length, now.Length); line++)
            if (approved.ElementAtOrDefault(line) != now.ElementAtOrDefault(line))
                return $"line {line + 1}: approved '{approved.ElementAtOrDefault(line)}', now '{now.ElementAtOrDefault(line)}'";
        return null;
    }

    /// <summary>Members in order of their names, so that the order in which services answered does not show.</summary>
    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : (JsonNode?)Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Sorted(item))]),
        _ => node.DeepClone(),
    };

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
