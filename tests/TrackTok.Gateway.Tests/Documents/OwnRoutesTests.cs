using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TrackTok.Gateway.Services;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Documents;

public sealed class OwnRoutesTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayFixture.StartAsync();
        _client = _gateway.Client();
        foreach (var service in RouteTable.Services)
        {
            _gateway[service].Document = """
                {"openapi":"3.1.1","paths":{"/api/v1/NAME-things":{"get":{"operationId":"NAME"}}},"x-refusals":[{"code":"NAME_says_no","status":409,"detail":"No <b>& no."}]}
                """.Replace("NAME", service, StringComparison.Ordinal);
            _gateway[service].Permissions = $$"""[{"name":"{{service}}.read","summary":"read","owner":"all","admin":"all","analyst":"none","member":"own"}]""";
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task The_document_holds_every_service_and_the_gateway()
    {
        using var answer = await _client.GetAsync("/openapi/v1.json");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var service in RouteTable.Services) document.GetProperty("paths").TryGetProperty($"/api/v1/{service}-things", out _).ShouldBeTrue(service);
        document.GetProperty("paths").TryGetProperty("/api/v1/permissions", out _).ShouldBeTrue();

        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        (await _client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_again_soon()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        using var client = gateway.Client();
        gateway["budgets"].Document = "";
        (await client.GetAsync("/openapi/v1.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway["budgets"].Document = """{"openapi":"3.1.1","paths":{"/api/v1/budgets":{"get":{}}}}""";
        await Task.Delay(2200);
        (await client.GetStringAsync("/openapi/v1.json")).ShouldContain("/api/v1/budgets");
        (await client.GetAsync("/docs/errors")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_permission_table_is_that_of_all_services()
    {
        using var answer = await _client.GetAsync("/api/v1/permissions");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var table = await answer.Content.ReadFromJsonAsync<JsonElement>();
        table.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("name").GetString()).ShouldBe(RouteTable.Services.Select(service => service + ".read"));
        var line = table.GetProperty("items")[0];
        (line.GetProperty("owner").GetString(), line.GetProperty("analyst").GetString(), line.GetProperty("member").GetString()).ShouldBe(("all", "none", "own"));
        table.GetProperty("has_more").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_permission_table_has_no_parameters()
    {
        using var answer = await _client.GetAsync("/api/v1/permissions?zzz=1&documents=1");
        var problem = await answer.ShouldBeProblemAsync(422, "unknown_parameter");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["zzz", "documents"], ignoreOrder: true);
    }

    [Fact]
    public async Task Part_of_a_permission_table_is_not_shown()
    {
        await _gateway["tenants"].DisposeAsync();
        using var answer = await _client.GetAsync("/api/v1/permissions");
        await answer.ShouldBeProblemAsync(503, "unavailable");
    }

    [Fact]
    public async Task Every_code_has_its_place_on_the_errors_page()
    {
        using var answer = await _client.GetAsync("/docs/errors");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("""<tr id="expenses_says_no"><td><code>expenses_says_no</code></td><td>409</td><td>No &lt;b&gt;&amp; no.</td></tr>""");
        page.ShouldContain("""<tr id="tenant_mismatch">""");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("style-src 'sha256-");
    }

    [Fact]
    public async Task The_reference_loads_only_from_here()
    {
        using var answer = await _client.GetAsync("/docs");
        if (answer.StatusCode != HttpStatusCode.OK) answer.Headers.Location.ShouldNotBeNull();
        using var page = answer.StatusCode == HttpStatusCode.OK ? answer : await _client.GetAsync(new Uri(new Uri(_gateway.Address, "/docs"), answer.Headers.Location!));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await page.Content.ReadAsStringAsync();
        Regex.Matches(html, "(?:src|href)=\"(https?:)?//").ShouldBeEmpty();
        html.ShouldContain("openapi/v1.json");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Regex.Match(policy, "'nonce-([^']+)'").Groups[1].Value;
        nonce.Length.ShouldBeGreaterThan(16);
        Regex.Matches(html, "<script(?![^>]*nonce=)").ShouldBeEmpty();
        html.ShouldContain($"nonce=\"{nonce}\"");
        foreach (Match script in Regex.Matches(html, "<script[^>]* src=\"([^\"]+)\""))
        {
            using var loaded = await _client.GetAsync(new Uri(page.RequestMessage!.RequestUri!, script.Groups[1].Value));
            loaded.StatusCode.ShouldBe(HttpStatusCode.OK, script.Groups[1].Value);
            (await loaded.Content.ReadAsStringAsync()).Length.ShouldBeGreaterThan(100);
        }
    }
}
