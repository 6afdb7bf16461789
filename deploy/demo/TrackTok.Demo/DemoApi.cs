using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Demo;

/// <summary>The demo company cannot be made; the message says why, for the person at the terminal.</summary>
public sealed class DemoException(string message) : Exception(message);

/// <summary>
/// The public API as one person uses it: every POST with a key of its own, so that a repetition does nothing, and again where the answer asks for patience.
/// </summary>
public sealed class DemoApi(HttpClient http, string? token)
{
    private const int MostTries = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A client for <paramref name="gateway"/>; whoever uses it says by token or header for which company.</summary>
    public static HttpClient Client(Uri gateway) => new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Signs in; null when there is no such company, account or password.</summary>
    public static async Task<(DemoApi Api, JsonElement Session)?> SignInAsync(HttpClient http, string? tenant, DemoPerson person, CancellationToken cancellationToken)
    {
        var nobody = new DemoApi(http, null);
        var (status, session) = await nobody.SendAsync(HttpMethod.Post, "/auth/login", new { person.Email, person.Password }, null, tenant, cancellationToken);
        return status == HttpStatusCode.OK ? (new DemoApi(http, session.GetProperty("access_token").GetString()), session) : null;
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => await ExpectAsync(HttpMethod.Get, path, null, null, cancellationToken);

    /// <summary>All pages of a list.</summary>
    public async Task<List<JsonElement>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var first = path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "limit=100";
        for (var next = first; ;)
        {
            var page = await GetAsync(next, cancellationToken);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean()) return items;
            next = $"{first}&cursor={Uri.EscapeDataString(page.GetProperty("next_cursor").GetString()!)}";
        }
    }

    /// <param name="key">Names what is made; the same key makes it once.</param>
    public Task<JsonElement> PostAsync(string path, object? body, string key, CancellationToken cancellationToken) => ExpectAsync(HttpMethod.Post, path, body, key, cancellationToken);

    public Task<JsonElement> PatchAsync(string path, object body, CancellationToken cancellationToken) => ExpectAsync(HttpMethod.Patch, path, body, null, cancellationToken);

    public Task<JsonElement> PutAsync(string path, object body, CancellationToken cancellationToken) => ExpectAsync(HttpMethod.Put, path, body, null, cancellationToken);

    /// <summary>The answer, whatever its status.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        HttpMethod method, string path, object? body, string? key, string? tenant, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, "/api/v1" + path);
            if (body is not null) request.Content = JsonContent.Create(body, options: Json);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (tenant is not null) request.Headers.Add("X-Tenant-Id", tenant);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            try
            {
                using var answer = await http.SendAsync(request, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                var read = text.Length > 0 && answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonDocument.Parse(text).RootElement.Clone() : default;
                if (attempt == MostTries || !AsksForPatience(answer, read)) return (answer.StatusCode, read);
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(500), cancellationToken);
            }
            catch (HttpRequestException e) when (attempt == MostTries)
            {
                throw new DemoException($"{http.BaseAddress} does not answer: {e.Message}");
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    /// <summary>A limit of the plan asks for patience too: the news of the larger plan may still be on its way.</summary>
    private static bool AsksForPatience(HttpResponseMessage answer, JsonElement body) =>
        answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
        || (answer.StatusCode == HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null)
        || (answer.StatusCode == HttpStatusCode.Forbidden && Code(body) == "plan_limit_reached");

    private async Task<JsonElement> ExpectAsync(HttpMethod method, string path, object? body, string? key, CancellationToken cancellationToken)
    {
        var (status, read) = await SendAsync(method, path, body, key, null, cancellationToken);
        return (int)status is >= 200 and < 300 ? read : throw Failed(method, path, status, read);
    }

    /// <summary>What to tell of a refusal.</summary>
    public static DemoException Failed(HttpMethod method, string path, HttpStatusCode status, JsonElement problem) =>
        new($"{method} {path} answered {(int)status}: {(problem.ValueKind == JsonValueKind.Object ? problem.ToString() : "nothing")}");

    public static string? Code(JsonElement problem) => problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("code", out var code) ? code.GetString() : null;
}
