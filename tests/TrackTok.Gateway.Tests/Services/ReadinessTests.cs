using System.Net;
using System.Text.Json;
using TrackTok.Gateway.Services;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Services;

public sealed class ReadinessTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync() => _client = (_gateway = await GatewayFixture.StartAsync()).Client();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Names_every_service_and_the_cache()
    {
        var (status, health) = await ReadAsync("/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        health.GetProperty("status").GetString().ShouldBe("healthy");
        foreach (var part in (string[])[.. RouteTable.Services, RouteTable.Web, "cache", "rate_limits"]) Part(health, part).ShouldBe("healthy");
        (await ReadAsync("/health/startup")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Is_503_while_a_service_is_not_ready_and_names_it()
    {
        _gateway["budgets"].Ready = (503, """{"status":"unhealthy"}""");
        await _gateway["reporting"].DisposeAsync();
        var (status, health) = await ReadAsync("/health/ready");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Part(health, "budgets").ShouldBe("unhealthy");
        Part(health, "reporting").ShouldBe("unhealthy");
        Part(health, "expenses").ShouldBe("healthy");
        (await _client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway["budgets"].Ready = (200, """{"status":"degraded"}""");
        await Task.Delay(600);
        Part((await ReadAsync("/health/ready")).Health, "budgets").ShouldBe("degraded");
    }

    [Fact]
    public async Task Is_degraded_and_no_worse_while_the_pages_are_away()
    {
        await _gateway[RouteTable.Web].DisposeAsync();
        var (status, health) = await ReadAsync("/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        Part(health, RouteTable.Web).ShouldBe("degraded");

        // A browser sees a page all the same, everything else a problem.
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/dashboard") { Headers = { { "Accept", "text/html,*/*" } } };
        using var page = await _client.SendAsync(asked);
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        (await page.Content.ReadAsStringAsync()).ShouldContain("Back in a moment");
        using var problem = await _client.GetAsync("/dashboard");
        problem.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<(HttpStatusCode Status, JsonElement Health)> ReadAsync(string path)
    {
        using var answer = await _client.GetAsync(path);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    private static string? Part(JsonElement health, string name) => health.GetProperty("checks").GetProperty(name).GetProperty("status").GetString();
}
