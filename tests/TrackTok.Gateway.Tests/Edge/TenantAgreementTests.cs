using System.Net;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.Gateway.Tests.Edge;

public sealed class TenantAgreementTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    // a and b are two tenants; "-" names none.
    [Theory]
    [InlineData("-", "-", "a", 200, null)]
    [InlineData("a", "-", "a", 200, null)]
    [InlineData("-", "a", "a", 200, null)]
    [InlineData("-", "a.id", "a", 200, null)]
    [InlineData("a", "a.id", "a", 200, null)]
    [InlineData("A", "-", "a", 200, null)]
    [InlineData("b", "-", "a", 403, "tenant_mismatch")]
    [InlineData("-", "b", "a", 403, "tenant_mismatch")]
    [InlineData("-", "b.id", "a", 403, "tenant_mismatch")]
    [InlineData("a", "b", "a", 403, "tenant_mismatch")]
    [InlineData("b", "a", "a", 403, "tenant_mismatch")]
    [InlineData("nobody", "-", "a", 404, "tenant_not_found")]
    [InlineData("-", "nobody", "a", 404, "tenant_not_found")]
    [InlineData("-", "not a name", "a", 404, "tenant_not_found")]
    [InlineData("one.too.many", "-", "a", 404, "tenant_not_found")]
    [InlineData("suspended", "-", "suspended", 403, "tenant_suspended")]
    [InlineData("-", "-", "suspended", 403, "tenant_suspended")]
    [InlineData("-", "-", "gone", 404, "tenant_not_found")]
    [InlineData("-", "-", "none", 400, "tenant_required")]
    [InlineData("a", "-", "none", 403, "tenant_mismatch")]
    [InlineData("a", "-", "-", 401, "unauthenticated")]
    public async Task Host_header_and_token_must_name_the_same_tenant(string host, string header, string token, int status, string? code)
    {
        var tenants = new Dictionary<string, Tenants.Contracts.Tenant>
        {
            ["a"] = _gateway.Tenants.Add(),
            ["b"] = _gateway.Tenants.Add(),
            ["suspended"] = _gateway.Tenants.Add(status: "suspended"),
            ["gone"] = new() { Id = Guid.CreateVersion7().ToString() },
        };
        string Name(string of) => of == "A" ? tenants["a"].Subdomain.ToUpperInvariant() : tenants.TryGetValue(of, out var tenant) ? tenant.Subdomain : of;
        using var client = _gateway.Client(host == "-" ? null : Name(host) + ".localhost:5000");
        if (header != "-") client.DefaultRequestHeaders.TryAddWithoutValidation("X-Tenant-Id", header.EndsWith(".id", StringComparison.Ordinal) ? tenants[header[..1]].Id : Name(header));
        if (token == "none") client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.With(new Dictionary<string, object> { [TokenClaims.Subject] = Guid.CreateVersion7().ToString() }));
        else if (token != "-") client.DefaultRequestHeaders.Authorization = new("Bearer", GatewayFixture.Token(tenants[token]));

        using var answer = await client.GetAsync("/api/v1/expenses");
        if (code is null) ((int)answer.StatusCode).ShouldBe(status);
        else await answer.ShouldBeProblemAsync(status, code);
    }

    [Theory]
    [InlineData("/api/v1/platform/tenants", false, 200, null)]
    [InlineData("/api/v1/auth/me", false, 200, null)]
    [InlineData("/api/v1/expenses", false, 400, "tenant_required")]
    [InlineData("/api/v1/tenant", false, 400, "tenant_required")]
    [InlineData("/api/v1/expenses", true, 403, "tenant_mismatch")]
    [InlineData("/api/v1/platform/tenants", true, 403, "tenant_mismatch")]
    public async Task An_operator_of_the_platform_is_for_no_tenant(string path, bool atATenant, int status, string? code)
    {
        using var client = _gateway.Client(atATenant ? _gateway.Tenants.Add().Subdomain + ".localhost:5000" : null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.ForOperator(Guid.CreateVersion7()));

        using var answer = await client.GetAsync(path);

        if (code is null) ((int)answer.StatusCode).ShouldBe(status);
        else await answer.ShouldBeProblemAsync(status, code);
    }

    [Theory]
    [InlineData("GET", "/api/v1/expenses", true)]
    [InlineData("POST", "/api/v1/expenses", false)]
    [InlineData("PATCH", "/api/v1/budgets/1", false)]
    [InlineData("DELETE", "/api/v1/members/1", false)]
    [InlineData("POST", "/api/v1/tenant/reopen", true)]
    [InlineData("POST", "/api/v1/auth/logout", true)]
    public async Task A_closing_company_is_read_and_reopened_and_not_changed(string method, string path, bool passes)
    {
        using var client = _gateway.Client(_gateway.Tenants.Add(status: "closing"));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await client.SendAsync(request);

        if (passes) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        else await answer.ShouldBeProblemAsync(403, "tenant_closing");
    }

    [Fact]
    public async Task A_company_that_was_reactivated_is_let_in_before_the_event_is_here()
    {
        var tenant = _gateway.Tenants.Add(status: "suspended");
        using var client = _gateway.Client(tenant);
        await (await client.GetAsync("/api/v1/expenses")).ShouldBeProblemAsync(403, "tenant_suspended");

        tenant.Status = "active";
        tenant.Version++;
        await Task.Delay(TimeSpan.FromSeconds(1.1));

        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("localhost:5000", 200)]
    [InlineData("127.0.0.1:5000", 200)]
    [InlineData("[::1]:5000", 200)]
    [InlineData("10.0.0.7", 200)]
    [InlineData("expenses.of-nobody.example", 404)]
    [InlineData("bare-name", 404)]
    [InlineData("evil-localhost", 404)]
    [InlineData("localhost.example.com", 404)]
    public async Task A_host_names_nobody_or_somebody_known(string host, int status)
    {
        using var client = _gateway.Client(host);
        using var answer = await client.PostAsync("/api/v1/auth/login", new StringContent("{}"));
        if (status == 200) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        else await answer.ShouldBeProblemAsync(404, "tenant_not_found");
    }

    [Fact]
    public async Task A_custom_domain_names_its_tenant()
    {
        var tenant = _gateway.Tenants.Add();
        tenant.Name = $"expenses.{tenant.Subdomain}.example";
        using var client = _gateway.Client(tenant.Name);
        client.DefaultRequestHeaders.Authorization = new("Bearer", GatewayFixture.Token(tenant));
        using var answer = await client.GetAsync("/api/v1/expenses");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var other = _gateway.Client(tenant.Name);
        other.DefaultRequestHeaders.Authorization = new("Bearer", GatewayFixture.Token(_gateway.Tenants.Add()));
        using var refused = await other.GetAsync("/api/v1/expenses");
        await refused.ShouldBeProblemAsync(403, "tenant_mismatch");
    }

    [Fact]
    public async Task Health_answers_under_any_host()
    {
        using var client = _gateway.Client("what.ever.example");
        using var answer = await client.GetAsync("/health/live");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Log_in_at_a_suspended_company_is_refused()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add(status: "suspended").Subdomain + ".localhost");
        using var answer = await client.PostAsync("/api/v1/auth/login", new StringContent("{}"));
        await answer.ShouldBeProblemAsync(403, "tenant_suspended");
    }
}
