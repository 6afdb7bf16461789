using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SecondFactors;

/// <summary>A company that asks its members for a second factor: grace, and what comes after it.</summary>
public sealed class SecondFactorDebtTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    private static readonly TenantSettingsFacts Settings = new("USD", "UTC", "YYYY-MM-DD", "monday", 1, "en");

    [Fact]
    public async Task During_the_grace_all_goes_on_and_the_answer_tells_its_end()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        var by = Soon(days: 3);
        identity.Tenants.AskForSecondFactor(tenant, by);

        var answer = await LogInAsync(person.Email, tenant);

        var told = answer.GetProperty("second_factor");
        (Text(told, "state"), told.GetProperty("deadline").GetDateTimeOffset()).ShouldBe(("pending", by));
        (await identity.TryAsync(Text(answer, "access_token"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_it_a_session_can_do_nothing_but_set_one_up()
    {
        var (person, tenant) = await identity.AddMemberAsync("owner");
        identity.Tenants.AskForSecondFactor(tenant, Soon(days: -1));
        var answer = await LogInAsync(person.Email, tenant);
        Text(answer.GetProperty("second_factor"), "state").ShouldBe("overdue");
        var token = Text(answer, "access_token");

        foreach (var path in new[] { "auth/sessions", "api-keys" })
        {
            using var client = identity.With(token);
            using var refused = await client.GetAsync("/api/v1/" + path);
            Code(await Json(refused, HttpStatusCode.Forbidden)).ShouldBe("second_factor_setup_required");
        }
        Code(await Json(await identity.PostAsync("change-password", new { current_password = Password, new_password = "Another-one-77" }, token), HttpStatusCode.Forbidden)).ShouldBe("second_factor_setup_required");
        Text((await GetAsync("me", token)).GetProperty("second_factor"), "state").ShouldBe("overdue");

        await EnrolAsync(token);
        (await identity.TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
        identity.Time.Advance(TimeSpan.FromSeconds(1));
        var renewed = await identity.RefreshAsync(Text(answer, "refresh_token"), HttpStatusCode.OK);
        (await identity.TryAsync(Text(renewed, "access_token"))).ShouldBe(HttpStatusCode.OK);
        Text((await GetAsync("me", Text(renewed, "access_token"))).GetProperty("second_factor"), "state").ShouldBe("enrolled");
    }

    [Fact]
    public async Task A_token_from_the_grace_ends_with_it()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        identity.Tenants.AskForSecondFactor(tenant, identity.Time.GetUtcNow().AddSeconds(5));
        var token = Text(await LogInAsync(person.Email, tenant), "access_token");
        (await identity.TryAsync(token)).ShouldBe(HttpStatusCode.OK);

        identity.Time.Advance(TimeSpan.FromSeconds(6));

        (await identity.TryAsync(token)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_session_of_before_meets_it_when_it_is_refreshed_and_in_no_other_company()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        var session = await identity.SignInAsync(person, tenant);
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, person.Id);
        identity.Tenants.AskForSecondFactor(tenant, Soon(days: -1));

        var renewed = Text(await identity.RefreshAsync(session.RefreshToken, HttpStatusCode.OK), "access_token");

        (await identity.TryAsync(renewed)).ShouldBe(HttpStatusCode.Forbidden);
        var switched = await Json(await identity.PostAsync("switch-tenant", new { tenant_id = elsewhere }, renewed), HttpStatusCode.OK);
        Text(switched.GetProperty("second_factor"), "state").ShouldBe("off");
        (await identity.TryAsync(Text(switched, "access_token"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_token_endpoint_and_keys_are_no_way_around_it()
    {
        var (person, tenant) = await identity.AddMemberAsync("owner");
        var before = await identity.SignInAsync(person, tenant);
        using var owner = identity.With(before.AccessToken);
        var key = Text(await Json(await owner.PostAsJsonAsync("/api/v1/api-keys", new { name = "Nightly", scopes = new[] { "things.read" } }), HttpStatusCode.Created), "key");
        identity.Tenants.AskForSecondFactor(tenant, Soon(days: -1));

        using var client = identity.AtHost(tenant);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "tracktok", ["username"] = person.Email, ["password"] = Password });
        var granted = Text(await Json(await client.PostAsync("/connect/token", form), HttpStatusCode.OK), "access_token");
        var rpc = new Contracts.Identity.IdentityClient(identity.Channel());
        var exchanged = (await rpc.ExchangeApiKeyAsync(new Contracts.ExchangeApiKeyRequest { Key = key, Address = "203.0.113.9" }, IdentityFixture.ServiceMetadata)).AccessToken;

        (await identity.TryAsync(granted)).ShouldBe(HttpStatusCode.Forbidden);
        (await identity.TryAsync(exchanged)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_last_one_stays_while_a_company_asks_for_it()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        var token = (await identity.SignInAsync(person, tenant)).AccessToken;
        await EnrolAsync(token);
        identity.Tenants.AskForSecondFactor(tenant, Soon(days: 10));
        using var client = identity.With(token);

        Code(await Json(await client.DeleteAsync("/api/v1/auth/totp"), HttpStatusCode.Conflict)).ShouldBe("second_factor_required");
        (await GetAsync("totp", token)).GetProperty("enabled").GetBoolean().ShouldBeTrue();

        identity.Tenants.AskForSecondFactor(tenant, null);
        (await client.DeleteAsync("/api/v1/auth/totp")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Every_company_hears_how_it_stands()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, person.Id);
        var token = (await identity.SignInAsync(person, tenant)).AccessToken;

        await EnrolAsync(token);
        using var client = identity.With(token);
        (await client.DeleteAsync("/api/v1/auth/totp")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await ToldAsync(person.Id)).ShouldBe([(tenant, 1, true), (elsewhere, 1, true), (tenant, 2, false), (elsewhere, 2, false)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_company_that_begins_to_ask_ends_its_tokens_and_hears_who_has_one()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        var session = await identity.SignInAsync(person, tenant);
        await EnrolAsync(session.AccessToken);
        identity.Time.Advance(TimeSpan.FromSeconds(1));
        var at = DateTimeOffset.FromUnixTimeMilliseconds(identity.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var news = new TenantRevised(tenant, at, 2, "second_factor_changed", "Acme", "acme", "active", "basic", Settings, new SecondFactorFacts(at, 14, at));
        var id = Guid.CreateVersion7();

        var (without, gone) = (await identity.AddPersonAsync(), await identity.AddPersonAsync());
        foreach (var one in new[] { without, gone })
        {
            identity.Tenants.AddMember(tenant, one.Id);
            await identity.SignInAsync(one, tenant);
        }
        await identity.Database.ExecuteAsync($"UPDATE sessions SET ended_at = now() WHERE person_id = '{gone.Id}'");

        await identity.ConsumeAsync(news, id);
        await identity.ConsumeAsync(news, id);
        await identity.ConsumeAsync(news with { OccurredAt = at.AddMinutes(1), Version = 3, Change = "settings_changed" }, Guid.CreateVersion7());

        var state = await identity.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(row => row.PersonId == person.Id));
        (state.EndedAt, state.Honours(at), state.Honours(at.AddMilliseconds(1))).ShouldBe((null, false, true));
        (await ToldAsync(person.Id)).ShouldBe([(tenant, 1, true), (tenant, 1, true)]);
        (await identity.Mail.WaitAsync(without.Email, "asks for a second factor")).TextBody.ShouldNotBeNull().ShouldContain($"{at.AddDays(14).UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        (identity.Mail.To(without.Email).Count, identity.Mail.To(gone.Email).Count, identity.Mail.To(person.Email).Count(mail => mail.Subject?.Contains("asks for", StringComparison.Ordinal) == true)).ShouldBe((1, 0, 0));
    }

    /// <summary>Somewhere past whole days, in whole milliseconds.</summary>
    private DateTimeOffset Soon(int days) => DateTimeOffset.FromUnixTimeMilliseconds(identity.Time.GetUtcNow().AddDays(days).ToUnixTimeMilliseconds());

    private async Task<List<(Guid Tenant, long Version, bool Enrolled)>> ToldAsync(Guid person)
    {
        var bodies = await identity.QueryAsync(db => db.Outbox.Where(message => message.Type.Contains("SecondFactorRevised") && message.Body.Contains(person.ToString())).OrderBy(message => message.Id).Select(message => message.Body).ToListAsync());
        return bodies.ConvertAll(body => JsonSerializer.Deserialize<Contracts.SecondFactorRevised>(body, JsonSerializerOptions.Web)!).ConvertAll(told => (told.TenantId, told.Version, told.Enrolled));
    }

    private async Task EnrolAsync(string token)
    {
        var secret = TotpTests.Bytes(Text(await Json(await identity.PostAsync("totp/setup", new { }, token), HttpStatusCode.OK), "secret"));
        var code = Identity.SecondFactors.Totp.CodeOf(secret, Identity.SecondFactors.Totp.StepOf(identity.Time.GetUtcNow()));
        await Json(await identity.PostAsync("totp/confirm", new { code }, token), HttpStatusCode.OK);
    }

    private async Task<JsonElement> LogInAsync(string email, Guid tenant)
    {
        using var client = identity.AtHost(tenant);
        return await Json(await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password }), HttpStatusCode.OK);
    }

    private async Task<JsonElement> GetAsync(string path, string token)
    {
        using var client = identity.With(token);
        return await client.GetFromJsonAsync<JsonElement>("/api/v1/auth/" + path);
    }
}
