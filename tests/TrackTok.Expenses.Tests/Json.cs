using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrackTok.Expenses.Tests;

/// <summary>Requests and answers as JSON, for tests that read like the API's documents.</summary>
internal static class Json
{
    /// <summary>Sends a body; an anonymous object's members are sent as they are named.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, "/api/v1" + path);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType());
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body) => client.SendAsync(HttpMethod.Post, path, body);

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient client, string path, object body, string? ifMatch = null) => client.SendAsync(HttpMethod.Patch, path, body, ifMatch);

    /// <summary>The body, after a look at the status.</summary>
    public static async Task<JsonNode> ReadAsync(this Task<HttpResponseMessage> answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await answer;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>The body of a GET.</summary>
    public static Task<JsonNode> ReadAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK) => client.SendAsync(HttpMethod.Get, path).ReadAsync(expected);

    /// <summary>The problem's code, after a look at the status.</summary>
    public static async Task<string> ProblemAsync(this Task<HttpResponseMessage> answer, HttpStatusCode expected) => (string)(await answer.ReadAsync(expected))["code"]!;

    public static string Text(this JsonNode node, string member) => (string)node[member]!;

    public static Guid Id(this JsonNode node, string member = "id") => Guid.Parse((string)node[member]!);

    public static JsonArray Items(this JsonNode page) => page["items"]!.AsArray();

}
