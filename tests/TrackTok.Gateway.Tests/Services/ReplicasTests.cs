using System.Net;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Services;

public sealed class ReplicasTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(replicas: 2);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Both_replicas_are_used()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        for (var i = 0; i < 40; i++) (await client.GetAsync("/api/v1/expenses")).EnsureSuccessStatusCode();
        _gateway.Replicas["expenses"].ShouldAllBe(replica => replica.Requests.Count >= 5);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task With_one_of_two_dead_every_request_is_answered(string method)
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        for (var i = 0; i < 10; i++) (await SendAsync(client, method)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _gateway.Replicas["expenses"][0].DisposeAsync();
        for (var i = 0; i < 60; i++)
        {
            (await SendAsync(client, method)).StatusCode.ShouldBe(HttpStatusCode.OK);
            if (i % 10 == 9) await Task.Delay(300);
        }
    }

    [Fact]
    public async Task A_read_that_breaks_off_is_asked_elsewhere()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        _gateway.Replicas["expenses"][0].Answer = BreakOff;
        for (var i = 0; i < 20; i++) (await SendAsync(client, "GET")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway.Replicas["expenses"][0].Requests.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_write_that_breaks_off_is_not_repeated()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        foreach (var replica in _gateway.Replicas["expenses"]) replica.Answer = BreakOff;
        using var answer = await SendAsync(client, "POST");
        await answer.ShouldBeProblemAsync(503, "unavailable");
        answer.Headers.RetryAfter.ShouldNotBeNull();
        _gateway.Replicas["expenses"].Sum(replica => replica.Requests.Count).ShouldBe(1);
    }

    [Fact]
    public async Task With_none_left_the_answer_is_503_at_once_and_others_go_on()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        foreach (var replica in _gateway.Replicas["expenses"]) await replica.DisposeAsync();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await SendAsync(client, "GET");
            await answer.ShouldBeProblemAsync(503, "unavailable");
            answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        }
        (await client.GetAsync("/api/v1/budgets")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_work()
    {
        var ended = new TaskCompletionSource();
        foreach (var replica in _gateway.Replicas["expenses"])
            replica.Answer = async http =>
            {
                try
                {
                    await Task.Delay(TimeSpan.FromSeconds(20), http.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    ended.SetResult();
                }
            };
        using var client = _gateway.Client(_gateway.Tenants.Add());
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetAsync("/api/v1/expenses", leave.Token));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task BreakOff(Microsoft.AspNetCore.Http.HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method) =>
        client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/v1/expenses") { Content = method == "POST" ? new StringContent("{}") : null });
}
