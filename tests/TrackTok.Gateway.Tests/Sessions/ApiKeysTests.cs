using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;

namespace TrackTok.Gateway.Tests.Sessions;

public sealed class ApiKeysTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_key_goes_in_as_a_token_and_is_exchanged_once()
    {
        var (tenant, _, key) = Make();
        using var client = Client(key);

        for (var i = 0; i < 3; i++) (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);

        _gateway.Identity.Exchanges.ShouldBe(1);
        var seen = _gateway["expenses"].Requests.Last();
        seen.Headers["Authorization"].ToString().ShouldBe("Bearer " + _gateway.Identity.Keys[key]);
        tenant.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_unknown_key_is_refused_and_asked_about_no_more_than_so_often()
    {
        using var client = Client("ttk_unknown");

        using var answer = await client.GetAsync("/api/v1/expenses");
        await answer.ShouldBeProblemAsync(401, "invalid_api_key");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_with_the_next_request()
    {
        var (_, id, key) = Make();
        using var client = Client(key);
        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _gateway.Services.GetRequiredService<RevocationList>().RevokeAsync(RevocationSubject.Session(id), forGood: true);
        _gateway.Identity.Keys.TryRemove(key, out _);

        using var revoked = await client.GetAsync("/api/v1/expenses");
        await revoked.ShouldBeProblemAsync(401, "invalid_api_key");
        using var later = await client.GetAsync("/api/v1/expenses");
        await later.ShouldBeProblemAsync(401, "invalid_api_key");
    }

    [Fact]
    public async Task A_key_whose_person_has_another_role_goes_on_at_once()
    {
        var (_, _, key) = Make();
        using var client = Client(key);
        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var (subject, tenant) = Persons[key];
        await _gateway.Services.GetRequiredService<RevocationList>().RevokeAsync(RevocationSubject.Member(tenant, subject));
        await Task.Delay(5);
        Sign(key);

        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway.Identity.Exchanges.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_of_one_company_does_not_open_another()
    {
        var (_, _, key) = Make();
        var other = _gateway.Tenants.Add();
        using var client = Client(key);
        client.DefaultRequestHeaders.Add("X-Tenant-Id", other.Id);

        using var answer = await client.GetAsync("/api/v1/expenses");
        await answer.ShouldBeProblemAsync(403, "tenant_mismatch");
    }

    [Fact]
    public async Task While_Identity_is_away_a_new_key_waits_and_a_known_one_works()
    {
        var ((_, _, known), (_, _, fresh)) = (Make(), Make());
        using var one = Client(known);
        (await one.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway.Identity.IsAway = true;

        (await one.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var other = Client(fresh);
        (await other.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private Dictionary<string, (Guid Subject, Guid Tenant)> Persons { get; } = [];

    private (Tenant Tenant, Guid Id, string Key) Make()
    {
        var (tenant, id) = (_gateway.Tenants.Add(), Guid.CreateVersion7());
        var key = "ttk_" + id.ToString("N");
        Persons[key] = (Guid.CreateVersion7(), Guid.Parse(tenant.Id));
        Sign(key);
        return (tenant, id, key);
    }

    private void Sign(string key) => _gateway.Identity.Keys[key] = TestTokens.With(new Dictionary<string, object>
    {
        [TokenClaims.Subject] = Persons[key].Subject.ToString(),
        [TokenClaims.TenantId] = Persons[key].Tenant.ToString(),
        [TokenClaims.Role] = "member",
        [TokenClaims.SessionId] = Guid.Parse(key[4..]).ToString(),
        [TokenClaims.KeyId] = Guid.Parse(key[4..]).ToString(),
        [TokenClaims.Scope] = "expenses.read",
    });

    private HttpClient Client(string key)
    {
        var client = _gateway.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}
