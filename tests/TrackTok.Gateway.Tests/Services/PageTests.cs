using System.Net;
using TrackTok.Gateway.Services;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Tests.Services;

/// <summary>What is no address of a machine is the web application's, refusals included.</summary>
public sealed class PageTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/expenses/0190c0de-0000-7000-8000-000000000003?tab=history")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/apiary")]
    public async Task A_page_comes_from_the_web_application(string path)
    {
        using var client = _gateway.Client();
        using var answer = await client.GetAsync(path);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"service":"web"}""");
    }

    [Fact]
    public async Task A_wrong_address_of_the_api_is_a_problem_and_no_page()
    {
        using var client = _gateway.Client();
        using var answer = await client.GetAsync("/api/v1/nothing");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_page_sets_its_own_policy_and_gets_the_edges_other_headers()
    {
        using var client = _gateway.Client();
        _gateway[RouteTable.Web].AnswerTo[GatewayFixture.Mark(client)] = http =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
            return Task.CompletedTask;
        };
        using var answer = await client.GetAsync("/");
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'self'"]);
        answer.Headers.Contains("X-Request-Id").ShouldBeTrue();
    }

    [Fact]
    public async Task At_an_unknown_companys_address_the_page_hears_why_it_is_refused()
    {
        using var client = _gateway.Client("nobody-of-this-name.localhost");
        client.DefaultRequestHeaders.Add("X-TrackTok-Refusal", "something_else");
        var seen = await SeenAsync(client);
        seen.Headers["X-TrackTok-Refusal"].ShouldBe("tenant_not_found");
        seen.Headers["Host"].ShouldBe("nobody-of-this-name.localhost");
    }

    [Fact]
    public async Task At_a_companys_address_nothing_is_refused_whatever_the_client_says()
    {
        var tenant = _gateway.Tenants.Add();
        using var client = _gateway.Client(tenant.Subdomain + ".localhost");
        client.DefaultRequestHeaders.Add("X-TrackTok-Refusal", "tenant_suspended");
        (await SeenAsync(client)).Headers.ContainsKey("X-TrackTok-Refusal").ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_signed_for_a_page_brings_the_visitors_address_back()
    {
        using var visitor = _gateway.Client();
        var signed = (await SeenAsync(visitor)).Headers[HeaderNames.Edge];
        using var web = _gateway.Client(_gateway.Tenants.Add());
        web.DefaultRequestHeaders.Add(HeaderNames.Edge, signed);
        var id = GatewayFixture.Mark(web);
        await web.GetAsync("/api/v1/expenses");
        var address = visitor.DefaultRequestHeaders.GetValues("X-Forwarded-For").Single();
        _gateway[RouteTable.Expenses].Requests.Single(seen => seen.Headers.GetValueOrDefault("X-Request-Id") == id).Headers["X-Forwarded-For"].ShouldBe(address);
    }

    [Fact]
    public async Task What_somebody_else_signed_changes_nothing()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        client.DefaultRequestHeaders.Add(HeaderNames.Edge, "|10.9.9.9|1767225600|00");
        var id = GatewayFixture.Mark(client);
        await client.GetAsync("/api/v1/expenses");
        _gateway[RouteTable.Expenses].Requests.Single(seen => seen.Headers.GetValueOrDefault("X-Request-Id") == id).Headers["X-Forwarded-For"].ShouldNotBe("10.9.9.9");
    }

    private async Task<Seen> SeenAsync(HttpClient client)
    {
        var id = GatewayFixture.Mark(client);
        using var answer = await client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return _gateway[RouteTable.Web].Requests.Single(seen => seen.Headers.GetValueOrDefault("X-Request-Id") == id);
    }
}
