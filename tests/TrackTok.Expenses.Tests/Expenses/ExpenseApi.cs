using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>Speaks the API of expenses as a client does: JSON in, JSON out.</summary>
internal static class ExpenseApi
{
    public const string Route = "/api/v1/expenses";

    /// <summary>The documented body, with other members laid over it; null takes one away.</summary>
    public static JsonObject Body(object? more = null)
    {
        var body = new JsonObject
        {
            ["amount"] = "125.50",
            ["title"] = "Office Supplies",
            ["description"] = "Printer paper and pens",
            ["expense_date"] = "2025-01-15",
            ["payment_method"] = "credit_card",
            ["tags"] = new JsonArray("office", "supplies"),
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
        {
            if (value is null) body.Remove(name);
            else body[name] = value.DeepClone();
        }
        return body;
    }

    public static Task<HttpResponseMessage> TryRecordAsync(this HttpClient client, object? more = null, string? key = null) => client.SendAsync(HttpMethod.Post, Route, Body(more), key: key);

    public static async Task<JsonElement> RecordAsync(this HttpClient client, object? more = null) => await (await client.TryRecordAsync(more)).ShouldBeAsync(HttpStatusCode.Created);

    public static Task<HttpResponseMessage> TryReviseAsync(this HttpClient client, JsonElement expense, object patch, string? ifMatch = null) =>
        client.SendAsync(HttpMethod.Patch, $"{Route}/{expense.Id()}", patch, ifMatch);

    public static async Task<JsonElement> ReviseAsync(this HttpClient client, JsonElement expense, object patch) => await (await client.TryReviseAsync(expense, patch)).ShouldBeAsync(HttpStatusCode.OK);

    public static Task<HttpResponseMessage> ActAsync(this HttpClient client, JsonElement expense, string action, object? body = null) =>
        client.SendAsync(HttpMethod.Post, $"{Route}/{expense.Id()}/{action}", body);

    public static async Task<JsonElement> ReadAsync(this HttpClient client, JsonElement expense) => await (await client.GetAsync($"{Route}/{expense.Id()}")).ShouldBeAsync(HttpStatusCode.OK);

    public static async Task<JsonElement> ListAsync(this HttpClient client, string query = "") => await (await client.GetAsync($"{Route}?{query}")).ShouldBeAsync(HttpStatusCode.OK);

    public static async Task<string[]> TitlesAsync(this HttpClient client, string query) => [.. (await client.ListAsync(query)).Items().Select(item => item.Text("title")!)];

    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    public static async Task<JsonElement> ShouldBeAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>A problem answer with this status and code; gives its body.</summary>
    public static async Task<JsonElement> ShouldRefuseAsync(this HttpResponseMessage response, HttpStatusCode status, string code, string? member = null)
    {
        var problem = await response.ShouldBeAsync(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.Text("code").ShouldBe(code);
        if (member is not null) problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(member, problem.ToString());
        return problem;
    }

    public static Guid Id(this JsonElement element) => element.GetProperty("id").GetGuid();

    public static string? Text(this JsonElement element, string member) => element.GetProperty(member).GetString();

    public static IEnumerable<JsonElement> Items(this JsonElement page) => page.GetProperty("items").EnumerateArray();
}
