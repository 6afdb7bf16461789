using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Bench;

/// <summary>A company that takes part: registered through the API, like anyone's.</summary>
internal sealed record BenchTenant(Guid Id, Guid UserId, string Token, Guid AccountId, Guid ProjectId, Guid CategoryId)
{
    public const string Password = "Long-enough-for-a-bench1";

    public static DateOnly Today { get; } = DateOnly.FromDateTime(DateTime.UtcNow);

    public static async Task<BenchTenant> RegisterAsync(HttpClient http, int number)
    {
        var owner = new
        {
            name = $"Bench {number}",
            owner_email = $"owner{number}@bench.example",
            owner_password = Password,
            owner_first_name = "Olive",
            owner_last_name = "Owner",
        };
        var registered = await ReadAsync(http, HttpMethod.Post, "/api/v1/auth/register", null, owner);
        var token = registered.GetProperty("access_token").GetString()!;
        return new BenchTenant(
            registered.GetProperty("tenant").GetProperty("id").GetGuid(), registered.GetProperty("user").GetProperty("id").GetGuid(), token,
            await FirstAsync(http, token, "accounts"), await FirstAsync(http, token, "projects"), await FirstAsync(http, token, "categories"));
    }

    /// <summary>Makes a budget; answers its id.</summary>
    public async Task<Guid> BudgetAsync(HttpClient http, object body) => (await ReadAsync(http, HttpMethod.Post, "/api/v1/budgets", Token, body)).GetProperty("id").GetGuid();

    public async Task SpendAsync(HttpClient http, string path = "/api/v1/expenses") => await ReadAsync(http, HttpMethod.Post, path, Token, new
    {
        amount = "12.50",
        title = "Office Supplies",
        description = "Printer paper and pens",
        vendor = "Paper & Co",
        expense_date = Today.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        payment_method = "credit_card",
        category_id = CategoryId,
        project_id = ProjectId,
        account_id = AccountId,
        tags = new[] { "office", "supplies" },
    });

    public static async Task<JsonElement> ReadAsync(HttpClient http, HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Host = "localhost";
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path} → {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<Guid> FirstAsync(HttpClient http, string token, string what) =>
        (await ReadAsync(http, HttpMethod.Get, "/api/v1/" + what, token)).GetProperty("items")[0].GetProperty("id").GetGuid();
}
