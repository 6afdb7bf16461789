using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TrackTok.Gateway.Documents;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>SPEC 1.4: a code is stable and listed. What stands in the sources is what can be answered, so all of it is on the page.</summary>
public sealed partial class ErrorCodeTests
{
    private static readonly string[] Folders = ["services", "ServiceDefaults", "gateway"];

    [Fact]
    public async Task Every_code_of_the_sources_is_on_the_errors_page()
    {
        var written = Folders.SelectMany(folder => Repository.Files(folder, "*.cs")).SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value)
            .Distinct().Order(StringComparer.Ordinal).ToList();
        written.Count.ShouldBeGreaterThan(90);

        var listed = await ListedAsync();
        written.Except(listed).ShouldBeEmpty();
        // Those that are answered without being written as a refusal of their own.
        listed.ShouldContain("validation_failed");
    }

    [Theory]
    [InlineData("""new Refusal(RefusalKind.Conflict, "a_code", "Words.")""")]
    [InlineData("""new((RefusalKind)415, "a_code", "Words.")""")]
    [InlineData("""Refusal.Invalid("name", "Words.") with { Code = "a_code" }""")]
    [InlineData("new(RefusalKind.TooMany,\n        \"a_code\", \"Words.\")")]
    public void Sees_a_code_however_it_is_written(string source) => Code().Match(source).Groups["code"].Value.ShouldBe("a_code");

    private static async Task<HashSet<string>> ListedAsync()
    {
        var parts = new List<(string, JsonObject)>();
        foreach (var service in Repository.Services)
        {
            var host = ServiceHosts.Of(service.Name);
            using var client = host.CreateClient();
            parts.Add((service.Name["TrackTok.".Length..].ToLowerInvariant(), (JsonObject)JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!));
        }
        var page = ErrorsPage.Render((JsonArray)OpenApiMerge.Merge([.. parts, ("gateway", OwnRoutes.Describe())])["x-refusals"]!);
        return [.. Line().Matches(page).Select(match => match.Groups["code"].Value)];
    }

    [GeneratedRegex("(?:new(?: Refusal)?\\(\\s*(?:RefusalKind\\.\\w+|\\(RefusalKind\\)\\s*\\w+|0)\\s*,\\s*|with\\s*\\{\\s*Code = )\"(?<code>[a-z_]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("<tr id=\"(?<code>[a-z_]+)\">", RegexOptions.None, 1000)]
    private static partial Regex Line();
}
