using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TrackTok.ServiceDefaults;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>What every route takes in its query, and what none does (SPEC 1.1, 1.3), asked of the routes themselves.</summary>
public sealed partial class QuerySweepTests
{
    private static readonly string[] NoDays = ["3/4/2025", "01.02.2025", "1 Mar 2025", "2025-3-1", "2025-03-01T10:00", "20250301", "2025-02-30", " 2025-03-01"];

    public static TheoryData<string> Services => [.. Repository.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_documented_parameter_is_in_snake_case_and_taken(string service) => await ForEachAsync(service, async (route, client) =>
    {
        foreach (var parameter in route.Query)
        {
            var name = (string)parameter["name"]!;
            SnakeCase().IsMatch(name).ShouldBeTrue($"{route.Name} documents {name}");
            var problem = await route.RefusedAsync(client, (name, DocumentedRoute.Fit(parameter)), ("zzz", "1"));
            (Code(problem), Wrong(problem)).ShouldBe(("unknown_parameter", "zzz"), $"{route.Name}?{name}=");
        }
    });

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_a_handler_depends_on_is_no_parameter(string service) => await ForEachAsync(service, async (route, client) =>
    {
        var known = route.Query.Select(parameter => (string)parameter["name"]!).ToHashSet();
        var names = route.Endpoint.Metadata.GetRequiredMetadata<MethodInfo>().GetParameters().Select(parameter => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!))
            .Concat(["time", "db", "http", "caller", "known_tenants", "cancellation_token"]).Where(name => !known.Contains(name)).Distinct().Order(StringComparer.Ordinal).ToList();
        var problem = await route.RefusedAsync(client, [.. names.Select(name => (name, "1"))]);
        (Code(problem), Wrong(problem)).ShouldBe(("unknown_parameter", string.Join(' ', names)), route.Name);
    });

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Only_days_are_days(string service) => await ForEachAsync(service, async (route, client) =>
    {
        foreach (var parameter in route.Query)
        {
            var name = (string)parameter["name"]!;
            if ((string?)parameter["schema"]!["format"] != "date" && name is not ("start_date" or "end_date" or "start" or "end")) continue;
            foreach (var text in NoDays.Where(text => name is not ("start" or "end") || !text.Contains('T', StringComparison.Ordinal)))
                Wrong(await route.RefusedAsync(client, (name, text))).ShouldBe(name, $"{route.Name}?{name}={text}");
        }
    });

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_no_id_number_or_truth_is_refused_by_its_name(string service) => await ForEachAsync(service, async (route, client) =>
    {
        foreach (var parameter in route.Query)
        {
            var schema = parameter["schema"]!["items"] ?? parameter["schema"]!;
            var type = schema["type"]?.ToJsonString() ?? "";
            if ((string?)schema["format"] != "uuid" && !type.Contains("boolean", StringComparison.Ordinal) && !type.Contains("integer", StringComparison.Ordinal)) continue;
            var name = (string)parameter["name"]!;
            foreach (var text in (string[])["perhaps", ""])
            {
                var problem = await route.RefusedAsync(client, (name, text));
                (Code(problem), Wrong(problem)).ShouldBe(("validation_failed", name), $"{route.Name}?{name}={text}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_takes_one_value_is_given_once(string service) => await ForEachAsync(service, async (route, client) =>
    {
        foreach (var parameter in route.Query.Where(parameter => parameter["schema"]!["items"] is null && parameter["schema"]!["type"]?.ToJsonString() is { } type && type.Contains("string", StringComparison.Ordinal)))
        {
            var name = (string)parameter["name"]!;
            if (parameter["schema"]!["format"] is not null) continue;
            Wrong(await route.RefusedAsync(client, (name, "a"), (name, "b"))).ShouldBe(name, $"{route.Name}?{name}=a&{name}=b");
        }
    });

    private static async Task ForEachAsync(string service, Func<DocumentedRoute, HttpClient, Task> check)
    {
        var host = ServiceHosts.Of(service);
        using var client = host.CreateClient();
        var routes = await DocumentedRoute.ReadAsync(host, client);
        routes.Count.ShouldBeGreaterThan(2);
        foreach (var route in routes) await check(route, client);
    }

    private static string? Code(JsonObject problem) => (string?)problem["code"];

    /// <summary>The members that the problem complains of.</summary>
    private static string Wrong(JsonObject problem) => string.Join(' ', (problem["errors"] as JsonObject ?? []).Select(error => error.Key).Order(StringComparer.Ordinal));

    [GeneratedRegex("^[a-z_]+$", RegexOptions.None, 1000)]
    private static partial Regex SnakeCase();
}
