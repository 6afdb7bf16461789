using System.Net;
using System.Text.RegularExpressions;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Limits;

public sealed class LimiterTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(Low);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private static void Low(Dictionary<string, string?> settings)
    {
        settings["RateLimits:Auth:Permits"] = "3";
        settings["RateLimits:Account:Permits"] = "4";
        settings["RateLimits:Refresh:Permits"] = "5";
        settings["RateLimits:Plans:basic:Tenant:Permits"] = "6";
        settings["RateLimits:Plans:basic:Read:Permits"] = "5";
        settings["RateLimits:Plans:basic:Write:Permits"] = "2";
        settings["RateLimits:Plans:professional:Tenant:Permits"] = "100";
        settings["RateLimits:Plans:professional:Read:Permits"] = "100";
    }

    [Fact]
    public async Task Tells_the_bucket_that_would_run_out_first()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        using var first = await client.GetAsync("/api/v1/expenses");
        Header(first, "RateLimit-Policy").ShouldBe("\"read\";q=5;w=60");
        Header(first, "RateLimit").ShouldBe("\"read\";r=4;t=12");
        using var second = await client.GetAsync("/api/v1/expenses");
        Regex.IsMatch(Header(second, "RateLimit"), "^\"read\";r=3;t=(1[89]|2[0-4])$").ShouldBeTrue(Header(second, "RateLimit"));
    }

    [Fact]
    public async Task Refuses_with_a_problem_that_says_when_to_come_back()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        var mark = GatewayFixture.Mark(client);
        for (var i = 0; i < 2; i++) (await client.PostAsync("/api/v1/expenses", new StringContent("{}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await client.PostAsync("/api/v1/expenses", new StringContent("{}"));
        await refused.ShouldBeProblemAsync(429, "too_many_requests");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(20, 30);
        Header(refused, "RateLimit").ShouldStartWith("\"write\";r=0;t=");
        _gateway["expenses"].Requests.Count(seen => seen.Headers["X-Request-Id"] == mark).ShouldBe(2);
        // A refused write took nothing, and reading goes on.
        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_company_is_limited_as_a_whole_and_others_are_not()
    {
        var tenant = _gateway.Tenants.Add();
        using var one = _gateway.Client(tenant);
        using var two = _gateway.Client(tenant);
        for (var i = 0; i < 3; i++)
        {
            (await one.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await two.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using var refused = await one.GetAsync("/api/v1/expenses");
        await refused.ShouldBeProblemAsync(429, "too_many_requests");
        Header(refused, "RateLimit").ShouldStartWith("\"tenant\";r=0");
        using var other = _gateway.Client(_gateway.Tenants.Add());
        (await other.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_larger_plan_allows_more()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add(plan: "professional"));
        using var answer = await client.GetAsync("/api/v1/expenses");
        Header(answer, "RateLimit-Policy").ShouldBe("\"tenant\";q=100;w=60");
        Header(answer, "RateLimit").ShouldBe("\"tenant\";r=99;t=1");
    }

    [Fact]
    public async Task An_unchanged_answer_is_free()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-None-Match", "\"7\"");
        _gateway["expenses"].AnswerTo[GatewayFixture.Mark(client)] = http =>
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        };
        for (var i = 0; i < 20; i++)
        {
            using var answer = await client.GetAsync("/api/v1/expenses/1");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
            Header(answer, "RateLimit").ShouldStartWith("\"read\";r=5");
        }
    }

    [Fact]
    public async Task A_changed_answer_to_a_conditional_request_is_not_free()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-None-Match", "\"7\"");
        for (var i = 0; i < 5; i++) (await client.GetAsync("/api/v1/expenses/1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/api/v1/expenses/1")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Log_ins_are_limited_by_address()
    {
        using var client = _gateway.Client();
        for (var i = 0; i < 3; i++) (await LogInAsync(client, $"someone-{Guid.CreateVersion7()}@example.com")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await LogInAsync(client, "someone-else@example.com");
        await refused.ShouldBeProblemAsync(429, "too_many_requests");
        Header(refused, "RateLimit").ShouldStartWith("\"auth\";r=0");
        using var elsewhere = _gateway.Client();
        (await LogInAsync(elsewhere, $"someone-{Guid.CreateVersion7()}@example.com")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Log_ins_are_limited_by_account_from_whatever_address()
    {
        var email = $"jane-{Guid.CreateVersion7()}@example.com";
        for (var i = 0; i < 4; i++)
        {
            using var client = _gateway.Client();
            (await LogInAsync(client, i % 2 == 0 ? email : email.ToUpperInvariant())).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using var last = _gateway.Client();
        using var refused = await LogInAsync(last, email);
        await refused.ShouldBeProblemAsync(429, "too_many_requests");
        Header(refused, "RateLimit-Policy").ShouldBe("\"account\";q=4;w=60");
    }

    [Fact]
    public async Task The_log_in_reaches_identity_whole()
    {
        using var client = _gateway.Client();
        var mark = GatewayFixture.Mark(client);
        using var answer = await LogInAsync(client, "jane@example.com");
        _gateway["identity"].Requests.Single(seen => seen.Headers["X-Request-Id"] == mark).Body.ShouldBe("""{"email":"jane@example.com","password":"x"}""");
    }

    [Fact]
    public async Task A_busy_company_does_not_keep_its_people_from_renewing_their_sessions()
    {
        var tenant = _gateway.Tenants.Add();
        using var client = _gateway.Client(tenant);
        for (var i = 0; i < 8; i++) await client.GetAsync("/api/v1/expenses");
        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        client.DefaultRequestHeaders.Host = tenant.Subdomain + ".localhost";
        using var refreshed = await client.PostAsync("/api/v1/auth/refresh", new StringContent("{}"));
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(refreshed, "RateLimit-Policy").ShouldBe("\"refresh\";q=5;w=60");
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=a&client_secret=b", "refresh")]
    [InlineData("grant_type=authorization_code&code=x", "refresh")]
    [InlineData("grant_type=password&username=Jane@Example.com&password=x", "auth")]
    [InlineData("grant_type=refresh_token&grant_type=password&username=x&password=y", "auth")]
    [InlineData("no form at all", "auth")]
    public async Task An_apps_tokens_count_as_what_they_are_asked_with(string form, string policy)
    {
        using var client = _gateway.Client();
        using var answer = await client.PostAsync("/connect/token", new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"));
        Header(answer, "RateLimit-Policy").ShouldStartWith($"\"{policy}\";");
        var mark = Header(answer, "X-Request-Id");
        _gateway["identity"].Requests.Single(seen => seen.Headers["X-Request-Id"] == mark).Body.ShouldBe(form);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("application/json")]
    public async Task A_grant_in_another_form_counts_as_a_guess(string type)
    {
        using var client = _gateway.Client();
        using var body = new ByteArrayContent("grant_type=refresh_token&"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await client.PostAsync("/connect/token", body);
        Header(answer, "RateLimit-Policy").ShouldStartWith("\"auth\";");
    }

    [Fact]
    public async Task An_account_is_limited_also_where_an_app_sends_its_password()
    {
        var email = $"jane-{Guid.CreateVersion7()}@example.com";
        for (var i = 0; i < 4; i++)
        {
            using var client = _gateway.Client();
            (await LogInAsync(client, email)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using var app = _gateway.Client();
        using var refused = await app.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = email.ToUpperInvariant(), ["password"] = "x" }));
        await refused.ShouldBeProblemAsync(429, "too_many_requests");
    }

    [Fact]
    public async Task Limits_in_memory_while_redis_is_away_and_says_so()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            Low(settings);
            settings["ConnectionStrings:cache"] = "127.0.0.1:1";
        });
        using var client = gateway.Client(gateway.Tenants.Add());
        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.PostAsync("/api/v1/expenses", new StringContent("{}"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            Header(answer, "RateLimit").ShouldStartWith($"\"write\";r={1 - i};t=");
        }
        using var refused = await client.PostAsync("/api/v1/expenses", new StringContent("{}"));
        await refused.ShouldBeProblemAsync(429, "too_many_requests");
        using var ready = await client.GetAsync("/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var health = System.Text.Json.JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        health.RootElement.GetProperty("status").GetString().ShouldBe("degraded");
        health.RootElement.GetProperty("checks").GetProperty("rate_limits").GetProperty("status").GetString().ShouldBe("degraded");
        health.RootElement.GetProperty("checks").GetProperty("cache").GetProperty("status").GetString().ShouldBe("degraded");
    }

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, string email) =>
        client.PostAsync("/api/v1/auth/login", new StringContent($$"""{"email":"{{email}}","password":"x"}"""));

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
