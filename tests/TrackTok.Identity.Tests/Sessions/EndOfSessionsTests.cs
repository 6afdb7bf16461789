using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;
using static TrackTok.Identity.Tests.IdentityFixture;
using static TrackTok.Identity.Tests.Sessions.RefreshSessionTests;

namespace TrackTok.Identity.Tests.Sessions;

public sealed class EndOfSessionsTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        var one = await identity.SignInAsync();
        var other = await identity.SignInAsync(one.Person, one.TenantId);
        (await identity.PostAsync("logout", new { }, one.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await identity.TryAsync(one.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
        await identity.RefreshAsync(one.RefreshToken, HttpStatusCode.Unauthorized);
        (await identity.TryAsync(other.AccessToken)).ShouldBe(HttpStatusCode.OK);
        await ShouldBeListedAsync(one.AccessToken);
        (await identity.AuditedAsync(one.TenantId)).ShouldBe(["person.signed_in", "person.signed_in", "person.signed_out"]);
    }

    [Fact]
    public async Task A_new_password_ends_every_session_in_every_company()
    {
        var here = await identity.SignInAsync();
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, here.Person.Id);
        var there = await identity.SignInAsync(here.Person, elsewhere);
        var change = new { current_password = Password, new_password = "Another-good-1" };
        (await identity.PostAsync("change-password", change, here.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var session in new[] { here, there })
        {
            (await identity.TryAsync(session.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
            await identity.RefreshAsync(session.RefreshToken, HttpStatusCode.Unauthorized);
            await ShouldBeListedAsync(session.AccessToken);
        }
        using var client = identity.AtHost(here.TenantId);
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = here.Person.Email, password = Password })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = here.Person.Email, password = "Another-good-1" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Body.Contains(here.Person.Id.ToString()) && message.Type.Contains("SessionRevoked")))).ShouldBe(2);
        (await identity.AuditedAsync(here.TenantId)).ShouldContain("person.password_changed");
    }

    [Fact]
    public async Task A_new_password_needs_the_old_one_and_the_rule()
    {
        var person = await identity.SignInAsync();
        Code(await Json(await identity.PostAsync("change-password", new { current_password = "Wrong-pass-123", new_password = "Another-good-1" }, person.AccessToken), HttpStatusCode.UnprocessableEntity)).ShouldBe("wrong_password");
        var weak = await Json(await identity.PostAsync("change-password", new { new_password = "short" }, person.AccessToken), HttpStatusCode.UnprocessableEntity);
        weak.GetProperty("errors").EnumerateObject().Select(member => member.Name).ShouldBe(["current_password", "new_password"], ignoreOrder: true);
        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_that_could_not_be_listed_is_listed_later()
    {
        var person = await identity.SignInAsync();
        var id = Guid.Parse(Sid(person.AccessToken));
        // As if the process had died between the commit and Redis.
        await identity.QueryAsync(db => SessionEnding.EndRowsAsync(db, db.Sessions.Where(session => session.Id == id), EndReasons.Revoked, TimeProvider.System.GetUtcNow(), CancellationToken.None));
        (await CheckAsync(id, TimeProvider.System.GetUtcNow())).ShouldBeFalse();
        for (var waited = 0; await identity.QueryAsync(db => db.Sessions.AnyAsync(session => session.Id == id && !session.IsEndListed)) && waited < 300; waited++) await Task.Delay(100);
        await ShouldBeListedAsync(person.AccessToken);
        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Lists_and_ends_ones_own_sessions_only()
    {
        var one = await identity.SignInAsync();
        var two = await identity.SignInAsync(one.Person, one.TenantId);
        var stranger = await identity.SignInAsync();
        using var client = identity.With(one.AccessToken);
        var page = await Json(await client.GetAsync("/api/v1/auth/sessions?limit=1&include=total"), HttpStatusCode.OK);
        page.GetProperty("total").GetInt32().ShouldBe(2);
        var next = await Json(await client.GetAsync("/api/v1/auth/sessions?limit=1&cursor=" + Text(page, "next_cursor")), HttpStatusCode.OK);
        new[] { page, next }.Select(p => Text(p.GetProperty("items")[0], "id")).ShouldBe([Sid(two.AccessToken), Sid(one.AccessToken)]);
        next.GetProperty("items")[0].GetProperty("current").GetBoolean().ShouldBeTrue();

        (await client.DeleteAsync("/api/v1/auth/sessions/" + Sid(stranger.AccessToken))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await identity.TryAsync(stranger.AccessToken)).ShouldBe(HttpStatusCode.OK);
        (await client.DeleteAsync("/api/v1/auth/sessions/" + Sid(two.AccessToken))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await identity.TryAsync(two.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.DeleteAsync("/api/v1/auth/sessions/" + Sid(two.AccessToken))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await identity.TryAsync(one.AccessToken)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tells_other_services_whether_a_session_stands()
    {
        var person = await identity.SignInAsync();
        var id = Guid.Parse(Sid(person.AccessToken));
        (await CheckAsync(id, TimeProvider.System.GetUtcNow())).ShouldBeTrue();
        (await CheckAsync(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow())).ShouldBeFalse();
        await identity.PostAsync("logout", new { }, person.AccessToken);
        (await CheckAsync(id, TimeProvider.System.GetUtcNow())).ShouldBeFalse();
    }

    [Fact]
    public async Task Opens_a_session_in_another_company_of_ones_own()
    {
        var person = await identity.SignInAsync();
        var elsewhere = identity.Tenants.AddTenant("Other");
        (await identity.PostAsync("switch-tenant", new { tenant_id = elsewhere }, person.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        identity.Tenants.AddMember(elsewhere, person.Person.Id, "analyst");
        var body = await Json(await identity.PostAsync("switch-tenant", new { tenant_id = elsewhere }, person.AccessToken), HttpStatusCode.OK);
        Text(body.GetProperty("tenant"), "id").ShouldBe(elsewhere.ToString());
        Text(body.GetProperty("user"), "role").ShouldBe("analyst");
        Sid(Text(body, "access_token")).ShouldNotBe(Sid(person.AccessToken));
        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.OK);
        (await identity.AuditedAsync(elsewhere)).ShouldBe(["person.signed_in"]);
    }

    private async Task<bool> CheckAsync(Guid sessionId, DateTimeOffset issuedAt)
    {
        using var channel = identity.Channel();
        var client = new Contracts.Identity.IdentityClient(channel);
        var request = new CheckSessionRequest { SessionId = sessionId.ToString(), TokenIssuedAtMs = issuedAt.ToUnixTimeMilliseconds() };
        return (await client.CheckSessionAsync(request, IdentityFixture.ServiceMetadata)).Stands;
    }

    private static async Task ShouldBeListedAsync(string accessToken)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);
        (await redis.GetDatabase().SortedSetScoreAsync(RevocationList.Key, RevocationSubject.Session(Guid.Parse(Sid(accessToken))))).ShouldNotBeNull();
    }
}
