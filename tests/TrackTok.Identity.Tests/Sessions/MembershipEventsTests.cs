using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Sessions;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using static TrackTok.Identity.Tests.Sessions.RefreshSessionTests;

namespace TrackTok.Identity.Tests.Sessions;

/// <summary>Events about members and tenants: each kind once, twice and out of order.</summary>
public sealed class MembershipEventsTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Whoever_is_deactivated_has_no_session_there_any_more()
    {
        var person = await identity.SignInAsync();
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, person.Person.Id);
        var other = await identity.SignInAsync(person.Person, elsewhere);
        var news = Member(person, "member", active: false, Now());
        var id = Guid.CreateVersion7();
        await ConsumeAsync(news, id);
        await ConsumeAsync(news, id);
        (await StateAsync(person)).EndReason.ShouldBe(EndReasons.Revoked);
        (await StateAsync(other)).EndedAt.ShouldBeNull();
        var sid = Sid(person.AccessToken);
        (await identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Body.Contains(sid)))).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_is_removed_has_no_api_key_there_any_more_also_when_they_come_back()
    {
        var person = await identity.SignInAsync("admin");
        using var made = await identity.PostAsync("../api-keys", new { name = "Nightly import", scopes = (string[])["things.read"] }, person.AccessToken);
        made.EnsureSuccessStatusCode();

        await ConsumeAsync(Member(person, "admin", active: false, Now()), Guid.CreateVersion7());
        (await KeysAsync()).ShouldBe("active");
        await ConsumeAsync(Member(person, "admin", active: false, Now().AddSeconds(1)) with { Removed = true }, Guid.CreateVersion7());

        (await KeysAsync()).ShouldBe("revoked");
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("api_key.revoked");

        Task<string?> KeysAsync() => identity.Database.ScalarAsync<string>($"SELECT string_agg(CASE WHEN revoked_at IS NULL THEN 'active' ELSE 'revoked' END, ' ') FROM api_keys WHERE tenant_id = '{person.TenantId}'");
    }

    [Fact]
    public async Task Old_news_does_not_touch_a_newer_session()
    {
        var before = Now();
        await Task.Delay(5);
        var person = await identity.SignInAsync("admin");
        await ConsumeAsync(Member(person, "admin", active: false, before), Guid.CreateVersion7());
        await ConsumeAsync(Member(person, "member", active: true, before), Guid.CreateVersion7());
        var state = await StateAsync(person);
        (state.EndedAt, state.TokensDeadUntil).ShouldBe((null, null));
    }

    [Fact]
    public async Task Another_role_makes_the_tokens_of_before_worthless_in_any_order()
    {
        var person = await identity.SignInAsync("member");
        var (first, second) = (Now(), Now().AddSeconds(1));
        await ConsumeAsync(Member(person, "admin", true, second), Guid.CreateVersion7());
        await ConsumeAsync(Member(person, "analyst", true, first), Guid.CreateVersion7());
        var state = await StateAsync(person);
        (state.Honours(first), state.Honours(second.AddMilliseconds(1))).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_suspended_tenants_tokens_are_worthless_and_its_sessions_live_on()
    {
        var person = await identity.SignInAsync();
        var at = Now();
        var settings = new TenantSettingsFacts("USD", "UTC", "YYYY-MM-DD", "monday", 1, "en");
        TenantRevised News(string status, DateTimeOffset when) => new(person.TenantId, when, 2, "suspended", "Acme", "acme", status, "basic", settings);
        await ConsumeAsync(News("active", at.AddSeconds(5)), Guid.CreateVersion7());
        (await StateAsync(person)).TokensDeadUntil.ShouldBeNull();
        await ConsumeAsync(News("suspended", at), Guid.CreateVersion7());
        await ConsumeAsync(News("suspended", at.AddSeconds(-60)), Guid.CreateVersion7());
        var state = await StateAsync(person);
        (state.EndedAt, state.Honours(at), state.Honours(at.AddMilliseconds(1))).ShouldBe((null, false, true));
    }

    /// <summary>In whole milliseconds, as tokens count.</summary>
    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static MemberRevised Member(SignedInPerson person, string role, bool active, DateTimeOffset at) =>
        new(person.TenantId, at, 2, person.Person.Id, role, active, false, person.Person.Email, "Jane", "Doe");

    private Task<Session> StateAsync(SignedInPerson person)
    {
        var id = Guid.Parse(Sid(person.AccessToken));
        return identity.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(session => session.Id == id));
    }

    [Fact]
    public async Task The_end_of_a_company_leaves_neither_sessions_nor_a_trail_of_it_but_its_people()
    {
        var (person, other) = (await identity.SignInAsync(), await identity.SignInAsync());
        (await identity.Database.RowsOfAsync(person.TenantId)).ShouldContain("sessions 1");
        var others = await identity.Database.RowsOfAsync(other.TenantId);
        var (told, id) = (new TenantErased(person.TenantId, TimeProvider.System.GetUtcNow(), 9), Guid.CreateVersion7());

        await ConsumeAsync(told, id);
        await ConsumeAsync(told, id);

        (await identity.Database.RowsOfAsync(person.TenantId)).ShouldBe("");
        (await identity.Database.RowsOfAsync(other.TenantId)).ShouldBe(others);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM people WHERE id = '{person.Person.Id}'")).ShouldBe(1);
        await identity.RefreshAsync(person.RefreshToken, System.Net.HttpStatusCode.Unauthorized);
    }

    private Task ConsumeAsync<T>(T message, Guid messageId)
        where T : class => identity.ConsumeAsync(message, messageId);
}
