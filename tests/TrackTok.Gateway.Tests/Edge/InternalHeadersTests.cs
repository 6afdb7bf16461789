using Microsoft.Extensions.Configuration;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Tests.Edge;

public sealed class InternalHeadersTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    private static readonly EdgeSignature Signature = new(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Edge:SigningKey"] = GatewayFixture.EdgeKey }).Build(), TimeProvider.System);

    [Theory]
    [InlineData("X-User-Id")]
    [InlineData("X-Tenant-Role")]
    [InlineData("x-tracktok-anything")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Internal-Token")]
    public async Task Strips_what_only_we_may_say(string name)
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        var id = GatewayFixture.Mark(client);
        client.DefaultRequestHeaders.TryAddWithoutValidation(name, "forged");
        using var answer = await client.GetAsync("/api/v1/expenses");
        answer.EnsureSuccessStatusCode();
        _gateway["expenses"].Requests.Single(seen => seen.Headers["X-Request-Id"] == id).Headers.ContainsKey(name).ShouldBeFalse();
    }

    [Fact]
    public async Task Replaces_a_forged_edge_header_by_its_own()
    {
        var (own, other) = (_gateway.Tenants.Add(), _gateway.Tenants.Add());
        using var client = _gateway.Client(own.Subdomain + ".localhost");
        client.DefaultRequestHeaders.Remove("X-Forwarded-For");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        client.DefaultRequestHeaders.Add("X-TrackTok-Edge", Signature.Write(new EdgeFacts(Guid.Parse(other.Id), "1.2.3.4")) + "0");
        var id = GatewayFixture.Mark(client);
        using var answer = await client.PostAsync("/api/v1/auth/login", new StringContent("{}"));
        answer.EnsureSuccessStatusCode();
        var seen = _gateway["identity"].Requests.Single(seen => seen.Headers["X-Request-Id"] == id);
        Signature.Read(seen.Headers["X-TrackTok-Edge"]).ShouldBe(new EdgeFacts(Guid.Parse(own.Id), "203.0.113.7", own.Subdomain + ".localhost"));
        seen.Headers["X-Forwarded-For"].ShouldBe("203.0.113.7");
    }

    [Fact]
    public async Task Names_no_tenant_where_none_is_named()
    {
        using var client = _gateway.Client();
        var id = GatewayFixture.Mark(client);
        using var answer = await client.PostAsync("/api/v1/auth/login", new StringContent("{}"));
        answer.EnsureSuccessStatusCode();
        Signature.Read(_gateway["identity"].Requests.Single(seen => seen.Headers["X-Request-Id"] == id).Headers["X-TrackTok-Edge"])!.TenantId.ShouldBeNull();
    }

    [Fact]
    public async Task Passes_the_token_and_the_body_on_untouched()
    {
        using var client = _gateway.Client(_gateway.Tenants.Add());
        var id = GatewayFixture.Mark(client);
        client.DefaultRequestHeaders.Add("TrackTok-Consistency", "token");
        var body = new string('x', 300_000);
        using var answer = await client.PostAsync("/api/v1/expenses/?a=%20b", new StringContent(body));
        answer.EnsureSuccessStatusCode();
        var seen = _gateway["expenses"].Requests.Single(seen => seen.Headers["X-Request-Id"] == id);
        seen.Headers["Authorization"].ShouldBe("Bearer " + client.DefaultRequestHeaders.Authorization!.Parameter);
        seen.Headers["TrackTok-Consistency"].ShouldBe("token");
        seen.Body.ShouldBe(body);
        seen.Target.ShouldBe("/api/v1/expenses/?a=%20b");
        seen.Headers["Host"].ShouldBe(_gateway.Address.Authority);
    }

    [Fact]
    public async Task Believes_no_proxy_that_is_not_trusted()
    {
        await using var alone = await GatewayFixture.StartAsync(settings => settings["Edge:TrustedProxies:0"] = "192.0.2.1");
        using var client = alone.Client();
        using var answer = await client.PostAsync("/api/v1/auth/login", new StringContent("{}"));
        answer.EnsureSuccessStatusCode();
        Signature.Read(alone["identity"].Requests.Single().Headers["X-TrackTok-Edge"])!.Address.ShouldBe("127.0.0.1");
    }
}
