using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Journeys;

/// <summary>A company that signed up, and its owner at the keyboard.</summary>
public sealed class Company
{
    private readonly HttpClient _http;

    private Company(HttpClient http, string id, string subdomain) => (_http, Id, Subdomain) = (http, id, subdomain);

    public string Id { get; }

    public string Subdomain { get; }

    /// <summary>The owner's access token.</summary>
    public string Token => _http.DefaultRequestHeaders.Authorization!.Parameter!;

    public static async Task<Company> SignUpAsync(TrackTokSystem system)
    {
        var subdomain = "j" + Guid.CreateVersion7().ToString("N")[12..];
        var http = new HttpClient { BaseAddress = system.Gateway };
        var answer = await http.PostAsJsonAsync("/api/v1/auth/register", new
        {
            name = "Company " + subdomain,
            subdomain,
            owner_email = $"owner@{subdomain}.example.com",
            owner_password = "SecurePass123!",
            owner_first_name = "Jane",
            owner_last_name = "Doe",
        });
        var session = await ReadAsync(answer, HttpStatusCode.Created);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("access_token").GetString());
        return new Company(http, session.GetProperty("tenant").GetProperty("id").GetString()!, subdomain);
    }

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await _http.GetAsync("/api/v1" + path), HttpStatusCode.OK);

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var answer = await _http.GetAsync("/api/v1" + path);
        return answer.StatusCode;
    }

    /// <summary>What a POST answers, whatever it is.</summary>
    public async Task<HttpStatusCode> TryAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync("/api/v1" + path, body);
        return answer.StatusCode;
    }

    public async Task<JsonElement> PostAsync(string path, object body) => await ReadAsync(await _http.PostAsJsonAsync("/api/v1" + path, body), HttpStatusCode.Created);

    public Task<JsonElement> BudgetAsync(decimal amount) => PostAsync("/budgets", new
    {
        name = "January",
        amount = amount.ToString(CultureInfo.InvariantCulture),
        period = "monthly",
        start_date = "2025-01-01",
        end_date = "2025-01-31",
        alert_threshold = 80,
        alert_enabled = true,
    });

    /// <summary>Records an expense of January 2025 as a careful client does: with a key, again on a 5xx or a lost connection until there is an answer.</summary>
    public async Task<JsonElement> SpendAsync(decimal amount, string? key = null)
    {
        key ??= Guid.CreateVersion7().ToString();
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/expenses")
            {
                Content = JsonContent.Create(new { amount = amount.ToString(CultureInfo.InvariantCulture), title = "Paper", expense_date = "2025-01-15", payment_method = "cash" }),
                Headers = { { "Idempotency-Key", key } },
            };
            try
            {
                var answer = await _http.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.Created || attempt == 20) return await ReadAsync(answer, HttpStatusCode.Created);
                if ((int)answer.StatusCode is < 500 and not 409) return await ReadAsync(answer, HttpStatusCode.Created);
            }
            catch (HttpRequestException) when (attempt < 20)
            {
            }
            await Task.Delay(200);
        }
    }

    public async Task<decimal> SpentAsync(JsonElement budget) => Amount(await GetAsync($"/budgets/{budget.GetProperty("id").GetString()}/status?at=2025-01-20"), "spent");

    public async Task<(decimal Total, long Count)> ReportedAsync()
    {
        var summary = await GetAsync("/reports/summary?start_date=2025-01-01&end_date=2025-01-31");
        return (Amount(summary, "total"), summary.GetProperty("count").GetInt64());
    }

    public static decimal Amount(JsonElement element, string member) => decimal.Parse(element.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode wanted)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(wanted, text);
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }
}

public static class Eventually
{
    /// <summary>Waits until it holds; says what was seen last when it never does.</summary>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> read, Func<T, bool> holds, int seconds = 20)
    {
        var end = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        while (true)
        {
            var value = await read();
            if (holds(value)) return value;
            if (TimeProvider.System.GetUtcNow() > end) throw new TimeoutException($"Not within {seconds} s; last seen: {value}");
            await Task.Delay(100);
        }
    }
}
