using System.Text.Json.Nodes;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>Unknown members are refused everywhere (SPEC 1.1), also by routes that read none.</summary>
public sealed class BodySweepTests
{
    public static TheoryData<string> Services => [.. Repository.Services.Select(service => service.Name)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_route_without_a_body_takes_none_that_says_something(string service)
    {
        var host = ServiceHosts.Of(service);
        using var client = host.CreateClient();
        foreach (var route in (await DocumentedRoute.ReadAsync(host, client)).Where(route => route.Method != "GET" && route.Operation["requestBody"] is null))
        {
            var problem = await route.RefusedAsync(client, """{"zzz": 1}""");
            ((int)problem["status"]!, (problem["errors"] as JsonObject)?.Single().Key).ShouldBe((422, "zzz"), route.Name);
            ((string)(await route.RefusedAsync(client, "{"))["code"]!).ShouldBe("malformed_json", route.Name);
            ((int)(await route.RefusedAsync(client, "[]"))["status"]!).ShouldBe(400, route.Name);
            ((int)(await route.RefusedAsync(client, "{}", "text/plain"))["status"]!).ShouldBe(415, route.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_route_with_a_body_names_the_unknown_member(string service)
    {
        var host = ServiceHosts.Of(service);
        using var client = host.CreateClient();
        foreach (var route in (await DocumentedRoute.ReadAsync(host, client)).Where(route => route.Operation["requestBody"] is not null && !route.Query.Any()))
        {
            var problem = await route.RefusedAsync(client, """{"zzz": 1}""");
            ((int)problem["status"]!, (problem["errors"] as JsonObject)?.Single().Key).ShouldBe((422, "zzz"), route.Name);
        }
    }
}
