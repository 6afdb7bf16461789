using System.Net;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Edge;

public sealed class RequestStampTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Fact]
    public async Task Keeps_a_fit_request_id_and_passes_it_on()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        var id = "my.request_1-" + Guid.CreateVersion7();
        client.DefaultRequestHeaders.Add("X-Request-Id", id);
        using var answer = await client.GetAsync("/api/v1/expenses");
        answer.Headers.GetValues("X-Request-Id").ShouldBe([id]);
        _gateway["expenses"].Requests.ShouldContain(seen => seen.Headers["X-Request-Id"] == id);
    }

    [Theory]
    [InlineData("bad id with <things>")]
    [InlineData("with,comma")]
    [InlineData("")]
    [InlineData("longer")]
    public async Task Replaces_an_unfit_request_id(string given)
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        if (given == "longer") given = new string('a', 129);
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Request-Id", given);
        using var answer = await client.GetAsync("/api/v1/expenses");
        var id = answer.Headers.GetValues("X-Request-Id").Single();
        id.ShouldNotBe(given);
        Guid.TryParse(id, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Tells_the_trace_and_carries_it_to_the_service()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        GatewayFixture.Mark(client);
        using var answer = await client.GetAsync("/api/v1/expenses");
        var trace = answer.Headers.GetValues("traceparent").Single().Split('-')[1];
        trace.Length.ShouldBe(32);
        var seen = _gateway["expenses"].Requests.Single(seen => seen.Headers["X-Request-Id"] == answer.Headers.GetValues("X-Request-Id").Single());
        seen.Headers["traceparent"].Split('-')[1].ShouldBe(trace);
    }

    [Fact]
    public async Task Answers_with_security_headers_and_without_the_servers_name()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        _gateway["budgets"].AnswerTo[GatewayFixture.Mark(client)] = http =>
        {
            http.Response.Headers.Server = "a product of some version";
            return Task.CompletedTask;
        };
        using var answer = await client.GetAsync("/api/v1/budgets");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; frame-ancestors 'none'"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
    }

    [Fact]
    public async Task Answers_an_unknown_route_with_a_problem()
    {
        using var client = _gateway.Client();
        using var answer = await client.GetAsync("/api/v1/nothing-here");
        await answer.ShouldBeProblemAsync(404, "not_found");
        answer.Headers.Contains("X-Request-Id").ShouldBeTrue();
        answer.Headers.Contains("traceparent").ShouldBeTrue();
    }

    [Fact]
    public async Task Gives_a_body_to_a_services_bare_error()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        _gateway["reporting"].AnswerTo[GatewayFixture.Mark(client)] = http =>
        {
            http.Response.StatusCode = 405;
            http.Response.ContentLength = 0;
            return Task.CompletedTask;
        };
        using var answer = await client.PutAsync("/api/v1/reports/summary", null);
        await answer.ShouldBeProblemAsync(405, "method_not_allowed");
    }

    [Fact]
    public async Task Hands_a_services_own_problem_on_unchanged()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        const string body = """{"type":"/docs/errors#alert_gone","title":"t","status":409,"code":"alert_gone","trace_id":"x"}""";
        _gateway["tenants"].AnswerTo[GatewayFixture.Mark(client)] = async http =>
        {
            http.Response.StatusCode = 409;
            http.Response.ContentType = "application/problem+json";
            await http.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        };
        using var answer = await client.GetAsync("/api/v1/usage");
        ((int)answer.StatusCode).ShouldBe(409);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(body);
    }
}
