using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>A route with its part of the service's document, and a request to it that lacks nothing.</summary>
internal sealed partial record DocumentedRoute(string Name, string Method, string Path, JsonObject Operation, RouteEndpoint Endpoint)
{
    internal const string ProblemJson = "application/problem+json";

    /// <summary>The query's parameters as the document names them.</summary>
    internal IEnumerable<JsonObject> Query => (Operation["parameters"] as JsonArray ?? []).OfType<JsonObject>().Where(parameter => (string?)parameter["in"] == "query");

    internal static async Task<IReadOnlyList<DocumentedRoute>> ReadAsync(ServiceHosts.IServiceHost host, HttpClient client)
    {
        var endpoints = ((EndpointDataSource)host.Services.GetService(typeof(EndpointDataSource))!).Endpoints.OfType<RouteEndpoint>()
            .Where(route => RouteRules.NameOf(route).Contains(" /api/v1/", StringComparison.Ordinal)).ToDictionary(route => Bare(RouteRules.NameOf(route)));
        var document = (JsonObject)JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        return
        [
            .. from path in (JsonObject)document["paths"]! where path.Key.StartsWith("/api/v1/", StringComparison.Ordinal)
               from operation in (JsonObject)path.Value!
               let name = Bare($"{operation.Key.ToUpperInvariant()} {path.Key}")
               select new DocumentedRoute(name, operation.Key.ToUpperInvariant(), path.Key, (JsonObject)operation.Value!, endpoints[name]),
        ];
    }

    /// <summary>Sends what the route needs, with these parameters beside or in place of its own.</summary>
    internal Task<JsonObject> RefusedAsync(HttpClient client, params (string Name, string Value)[] query) =>
        SendAsync(client, Operation["requestBody"]?["content"]?["application/json"]?["example"] is { } example ? new StringContent(example.ToJsonString(), Encoding.UTF8, "application/json") : null, query);

    /// <summary>Sends this body.</summary>
    internal Task<JsonObject> RefusedAsync(HttpClient client, string body, string media = "application/json") => SendAsync(client, new StringContent(body, Encoding.UTF8, media));

    private async Task<JsonObject> SendAsync(HttpClient client, HttpContent? body, params (string Name, string Value)[] query)
    {
        var given = Query.Where(parameter => (bool?)parameter["required"] == true && query.All(other => other.Name != (string?)parameter["name"])).Select(parameter => (Name: (string)parameter["name"]!, Value: Fit(parameter))).Concat(query);
        using var request = new HttpRequestMessage(new HttpMethod(Method), Placeholder().Replace(Path, Guid.CreateVersion7().ToString()) + "?" + string.Join('&', given.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Endpoint.Metadata.GetMetadata<OperatorMetadata>() is null
            ? TestTokens.For(Guid.CreateVersion7(), Guid.CreateVersion7(), Role.Owner) : TestTokens.ForOperator(Guid.CreateVersion7()));
        request.Content = body;
        using var answer = await client.SendAsync(request);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe(ProblemJson, $"{Name} {request.RequestUri}");
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>A value that the parameter takes, as far as its schema tells.</summary>
    internal static string Fit(JsonObject parameter)
    {
        var schema = parameter["schema"]!;
        schema = schema["items"] ?? schema;
        return (schema["format"]?.ToString(), schema["type"]?.ToJsonString() ?? "") switch
        {
            ("uuid", _) => Guid.CreateVersion7().ToString(),
            ("date", _) => "2025-01-31",
            (_, var type) when type.Contains("boolean", StringComparison.Ordinal) => "true",
            (_, var type) when type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal) => "1",
            _ => "x",
        };
    }

    private static string Bare(string name) => Constraint().Replace(name, "}").TrimEnd('/');

    [GeneratedRegex(@":[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
