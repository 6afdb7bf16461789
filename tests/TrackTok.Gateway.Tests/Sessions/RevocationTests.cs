using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Tests.Sessions;

public sealed class RevocationTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [InlineData("session")]
    [InlineData("person")]
    [InlineData("member")]
    [InlineData("tenant")]
    public async Task Takes_effect_on_the_next_request(string what)
    {
        var (tenant, user, session) = (_gateway.Tenants.Add(), Guid.CreateVersion7(), Guid.CreateVersion7());
        using var client = _gateway.Client(tenant, user, session);
        using var before = await client.GetAsync("/api/v1/expenses");
        before.StatusCode.ShouldBe(HttpStatusCode.OK);

        await Revocations(_gateway).RevokeAsync(what switch
        {
            "session" => RevocationSubject.Session(session),
            "person" => RevocationSubject.Person(user),
            "member" => RevocationSubject.Member(Guid.Parse(tenant.Id), user),
            _ => RevocationSubject.Tenant(Guid.Parse(tenant.Id)),
        });
        using var after = await client.GetAsync("/api/v1/expenses");
        await after.ShouldBeProblemAsync(401, "token_revoked");
    }

    [Fact]
    public async Task Spares_tokens_issued_later_and_other_people()
    {
        var (tenant, user) = (_gateway.Tenants.Add(), Guid.CreateVersion7());
        await Revocations(_gateway).RevokeAsync(RevocationSubject.Person(user));
        await Task.Delay(5);
        using var later = _gateway.Client(tenant, user);
        using var other = _gateway.Client(tenant);
        (await later.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task By_a_suspension_right_after_a_burst_says_that_the_company_is_suspended()
    {
        var tenant = _gateway.Tenants.Add();
        using var client = _gateway.Client(tenant);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync("/api/v1/expenses")));

        (tenant.Status, tenant.Version) = ("suspended", 2);
        await Revocations(_gateway).RevokeAsync(RevocationSubject.Tenant(Guid.Parse(tenant.Id)));

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync("/api/v1/expenses")))) await answer.ShouldBeProblemAsync(403, "tenant_suspended");
    }

    [Fact]
    public async Task Of_one_token_asks_Tenants_no_more_than_once_a_second()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var (tenant, user) = (gateway.Tenants.Add(), Guid.CreateVersion7());
        using var client = gateway.Client(tenant, user);
        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Revocations(gateway).RevokeAsync(RevocationSubject.Person(user));
        var before = gateway.Tenants.Questions;

        for (var i = 0; i < 10; i++) await (await client.GetAsync("/api/v1/expenses")).ShouldBeProblemAsync(401, "token_revoked");

        (gateway.Tenants.Questions - before).ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task Outlives_an_outage_of_redis_and_its_loss_of_memory()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["ConnectionStrings:cache"] = redis.Address);
        var tenant = gateway.Tenants.Add();
        var (revoked, ended, standing) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        using var ofRevoked = gateway.Client(tenant, sessionId: revoked);
        using var ofEnded = gateway.Client(tenant, sessionId: ended);
        using var ofStanding = gateway.Client(tenant, sessionId: standing);
        await Revocations(gateway).RevokeAsync(RevocationSubject.Session(revoked));
        gateway.Identity.Ended[ended.ToString()] = true;

        await redis.DownAsync();
        // What this gateway heard before, and what only Identity knows.
        await (await ofRevoked.GetAsync("/api/v1/expenses")).ShouldBeProblemAsync(401, "token_revoked");
        await (await ofEnded.GetAsync("/api/v1/expenses")).ShouldBeProblemAsync(401, "token_revoked");
        for (var i = 0; i < 5; i++) (await ofStanding.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Identity.Questions.ShouldBe(2, "Identity's word is kept for five seconds");
        gateway.Identity.IsAway = true;
        using var unknown = gateway.Client(tenant);
        var refused = await unknown.GetAsync("/api/v1/expenses");
        await refused.ShouldBeProblemAsync(503, "unavailable");
        refused.Headers.RetryAfter.ShouldNotBeNull();

        await redis.UpAsync();
        await EventuallyAsync(async () => (await unknown.GetAsync("/api/v1/expenses")).StatusCode == HttpStatusCode.OK);
        await EventuallyAsync(async () => (await ofRevoked.GetAsync("/api/v1/expenses")).StatusCode == HttpStatusCode.Unauthorized);
    }

    private static RevocationList Revocations(GatewayFixture gateway) => gateway.Services.GetRequiredService<RevocationList>();

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await holds()) return;
            await Task.Delay(100);
        }
        throw new TimeoutException("It did not come true in ten seconds.");
    }
}
