using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using StackExchange.Redis;
using TrackTok.ServiceDefaults;
using TrackTok.Testing;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Sessions;

public sealed class RefreshSessionTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task What_was_never_a_token_is_no_token_however_long()
    {
        foreach (var length in (int[])[1, 500, 501, 5000]) Code(await identity.RefreshAsync(new string('x', length), HttpStatusCode.Unauthorized)).ShouldBe("invalid_refresh_token");
    }

    [Fact]
    public async Task New_tokens_are_kept_by_nobody_between()
    {
        var person = await identity.SignInAsync();
        using var client = identity.Anonymous();

        using var answer = await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = person.RefreshToken });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Exchanges_the_token_for_new_ones_of_the_same_session()
    {
        var person = await identity.SignInAsync();
        var body = await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK);
        body.EnumerateObject().Select(member => member.Name).ShouldBe(["access_token", "refresh_token", "token_type", "expires_in"]);
        Text(body, "refresh_token").ShouldNotBe(person.RefreshToken);
        body.GetProperty("expires_in").GetInt32().ShouldBe(3600);
        Sid(Text(body, "access_token")).ShouldBe(Sid(person.AccessToken));
        (await identity.TryAsync(Text(body, "access_token"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_used_token_ends_the_session_and_kills_its_access_tokens_at_once()
    {
        var person = await identity.SignInAsync();
        var next = await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK);
        Code(await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.Unauthorized)).ShouldBe("invalid_refresh_token");
        Code(await identity.RefreshAsync(Text(next, "refresh_token"), HttpStatusCode.Unauthorized)).ShouldBe("invalid_refresh_token");
        (await identity.TryAsync(Text(next, "access_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
        (await identity.AuditedAsync(person.TenantId)).ShouldBe(["person.signed_in", "session.refresh_token_reused"]);
        var redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);
        (await redis.GetDatabase().SortedSetScoreAsync(RevocationList.Key, RevocationSubject.Session(Guid.Parse(Sid(person.AccessToken))))).ShouldNotBeNull();
        (await identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Body.Contains(Sid(person.AccessToken)) && message.Type.Contains("SessionRevoked")))).ShouldBe(1);
    }

    [Fact]
    public async Task Of_simultaneous_exchanges_of_one_token_at_most_one_succeeds_and_the_session_is_over()
    {
        for (var round = 0; round < 5; round++)
        {
            var person = await identity.SignInAsync();
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => identity.PostAsync("refresh", new { refresh_token = person.RefreshToken })));
            var won = answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).ToList();
            won.Count.ShouldBeLessThanOrEqualTo(1);
            answers.Except(won).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Unauthorized);
            foreach (var winner in won)
            {
                var body = await Json(winner, HttpStatusCode.OK);
                (await identity.TryAsync(Text(body, "access_token"))).ShouldBe(HttpStatusCode.Unauthorized);
                await identity.RefreshAsync(Text(body, "refresh_token"), HttpStatusCode.Unauthorized);
            }
            var id = Guid.Parse(Sid(person.AccessToken));
            (await identity.QueryAsync(db => db.Sessions.Where(session => session.Id == id).Select(session => session.EndReason).SingleAsync())).ShouldBe("refresh_token_reused");
            (await identity.AuditedAsync(person.TenantId)).Count(action => action == "session.refresh_token_reused").ShouldBe(1);
        }
    }

    [Theory]
    [InlineData("made-up")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Refuses_a_token_that_nobody_was_given(string token) =>
        Code(await identity.RefreshAsync(token, HttpStatusCode.Unauthorized)).ShouldBe("invalid_refresh_token");

    [Fact]
    public async Task Names_a_missing_token() =>
        (await Json(await identity.PostAsync("refresh", new { }), HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("refresh_token", out _).ShouldBeTrue();

    [Fact]
    public async Task Takes_the_present_role_from_Tenants()
    {
        var person = await identity.SignInAsync("member");
        identity.Tenants.AddMember(person.TenantId, person.Person.Id, "admin");
        var body = await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK);
        new JsonWebToken(Text(body, "access_token")).GetClaim("role").Value.ShouldBe("admin");
    }

    [Fact]
    public async Task Refuses_who_was_deactivated_without_using_the_token_up()
    {
        var person = await identity.SignInAsync();
        identity.Tenants.AddMember(person.TenantId, person.Person.Id, active: false);
        Code(await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.Forbidden)).ShouldBe("account_inactive");
        identity.Tenants.AddMember(person.TenantId, person.Person.Id);
        await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refuses_a_suspended_company()
    {
        var person = await identity.SignInAsync();
        identity.Tenants.SetStatus(person.TenantId, "suspended");
        Code(await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.Forbidden)).ShouldBe("tenant_suspended");
    }

    [Fact]
    public async Task Refuses_a_token_of_another_company_than_the_host_names()
    {
        var person = await identity.SignInAsync();
        using var client = identity.AtHost(identity.Tenants.AddTenant());
        using var answer = await client.PostAsync("/api/v1/auth/refresh", System.Net.Http.Json.JsonContent.Create(new { refresh_token = person.RefreshToken }));
        Code(await Json(answer, HttpStatusCode.Forbidden)).ShouldBe("tenant_mismatch");
        await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_lives_for_thirty_days_and_not_longer()
    {
        await using var timed = new TimedIdentityFixture();
        await timed.InitializeAsync();
        var person = await timed.SignInAsync();
        timed.GoOn(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        var next = await timed.RefreshAsync(person.RefreshToken, HttpStatusCode.OK);
        timed.GoOn(TimeSpan.FromDays(30));
        Code(await timed.RefreshAsync(Text(next, "refresh_token"), HttpStatusCode.Unauthorized)).ShouldBe("invalid_refresh_token");
    }

    internal static string Sid(string accessToken) => new JsonWebToken(accessToken).GetClaim("sid").Value;
}
