using System.Net;
using TrackTok.Gateway.Services;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Services;

public sealed class RouteTableTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    public static TheoryData<string, string> Lines
    {
        get
        {
            var lines = new TheoryData<string, string>();
            foreach (var route in RouteTable.All.Where(route => route.Access != Access.Page))
            {
                lines.Add(route.Path.Replace("/{**rest}", "", StringComparison.Ordinal), route.Service);
                if (route.Path.EndsWith("/{**rest}", StringComparison.Ordinal)) lines.Add(route.Path.Replace("{**rest}", "some/thing", StringComparison.Ordinal), route.Service);
            }
            return lines;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Every_line_leads_to_its_owner_with_and_without_a_trailing_slash(string path, string service)
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        foreach (var address in (string[])[path, path + "/"])
        {
            using var answer = await client.GetAsync(address + "?a=1");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            (await answer.Content.ReadAsStringAsync()).ShouldBe($$"""{"service":"{{service}}"}""");
            _gateway[service].Requests.ShouldContain(seen => seen.Target == address + "?a=1");
        }
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/internal/permissions")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/expensesandmore")]
    [InlineData("/api/v2/expenses")]
    [InlineData("/api/v1/plans/deeper")]
    [InlineData("/tracktok.tenants.Tenants/CreateTenant")]
    [InlineData("/api/v1/expenses/../../../internal/permissions")]
    [InlineData("/api/v1/%2e%2e/%2e%2e/internal/permissions")]
    public async Task Anything_else_is_404(string path)
    {
        var answer = await _gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 404 ");
        answer.ShouldContain("\"code\":\"not_found\"");
    }

    [Fact]
    public void Open_routes_are_few_and_named_here()
    {
        RouteTable.All.Where(route => route.Access == Access.Open).Select(route => route.Path).Order(StringComparer.Ordinal).ShouldBe(
        [
            "/.well-known/{**rest}",
            "/api/v1/auth/authorizations/abandon",
            "/api/v1/auth/authorizations/look-up",
            "/api/v1/auth/external",
            "/api/v1/auth/external/callback",
            "/api/v1/auth/external/finish",
            "/api/v1/auth/external/start",
            "/api/v1/auth/invitations/accept",
            "/api/v1/auth/invitations/look-up",
            "/api/v1/auth/login",
            "/api/v1/auth/passkeys/sign-in",
            "/api/v1/auth/passkeys/sign-in/options",
            "/api/v1/auth/password-reset/confirm",
            "/api/v1/auth/password-reset/request",
            "/api/v1/auth/refresh",
            "/api/v1/auth/register",
            "/api/v1/auth/sign-outs/look-up",
            "/api/v1/auth/subdomain-availability",
            "/api/v1/auth/verify-email",
            "/api/v1/plans",
            "/connect/token",
            "/connect/{**rest}",
        ]);
    }
}
