using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Passwords;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SignIns;

public sealed class LogInTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Answers_tenant_user_and_tokens_for_the_only_company()
    {
        var (person, tenantId) = await identity.AddMemberAsync("analyst");
        var body = await Json(await LogInAsync(null, person.Email.ToUpperInvariant()), HttpStatusCode.OK);
        body.EnumerateObject().Select(member => member.Name).ShouldBe(["tenant", "user", "access_token", "refresh_token", "token_type", "expires_in", "second_factor"]);
        body.GetProperty("tenant").EnumerateObject().Select(member => member.Name).ShouldBe(["id", "name", "subdomain", "plan", "settings", "status"]);
        body.GetProperty("tenant").GetProperty("settings").EnumerateObject().Select(member => member.Name)
            .ShouldBe(["currency", "time_zone", "date_format", "week_start", "fiscal_year_start_month", "locale"]);
        body.GetProperty("user").EnumerateObject().Select(member => member.Name).ShouldBe(["id", "email", "first_name", "last_name", "role", "email_verified", "two_factor", "language"]);
        Text(body.GetProperty("tenant"), "id").ShouldBe(tenantId.ToString());
        (Text(body.GetProperty("user"), "role"), Text(body, "token_type")).ShouldBe(("analyst", "Bearer"));
        (await identity.AuditedAsync(tenantId)).ShouldBe(["person.signed_in"]);
    }

    [Fact]
    public async Task Of_several_companies_one_must_be_named()
    {
        var (person, first) = await identity.AddMemberAsync("owner");
        var second = identity.Tenants.AddTenant("Second");
        identity.Tenants.AddMember(second, person.Id);
        var problem = await Json(await LogInAsync(null, person.Email), HttpStatusCode.Conflict);
        Code(problem).ShouldBe("tenant_choice_required");
        problem.GetProperty("tenants").EnumerateArray().Select(tenant => Text(tenant, "id")).ShouldBe([first.ToString(), second.ToString()], ignoreOrder: true);
        Text((await Json(await LogInAsync(second, person.Email), HttpStatusCode.OK)).GetProperty("tenant"), "id").ShouldBe(second.ToString());
    }

    [Fact]
    public async Task Wrong_password_unknown_address_and_foreign_company_look_alike()
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        var foreign = identity.Tenants.AddTenant();
        var answers = new[]
        {
            await LogInAsync(tenantId, person.Email, "Wrong-pass-123"),
            await LogInAsync(tenantId, "nobody@example.com", "Wrong-pass-123"),
            await LogInAsync(foreign, person.Email),
        };
        var bodies = new List<string>();
        foreach (var answer in answers)
        {
            var body = await Json(answer, HttpStatusCode.Unauthorized);
            bodies.Add(string.Join('\n', body.EnumerateObject().Where(member => member.Name != "trace_id")));
            answer.Headers.Contains("Retry-After").ShouldBeFalse();
        }
        bodies.Distinct().Count().ShouldBe(1);
        bodies[0].ShouldContain("invalid_credentials");
        (await identity.AuditedAsync(tenantId)).ShouldBe(["person.sign_in_failed", "person.sign_in_failed"]);
    }

    [Fact]
    public async Task Deactivated_members_and_suspended_companies_are_told_so()
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        identity.Tenants.AddMember(tenantId, person.Id, active: false);
        foreach (var named in new Guid?[] { tenantId, null }) Code(await Json(await LogInAsync(named, person.Email), HttpStatusCode.Forbidden)).ShouldBe("account_inactive");
        identity.Tenants.AddMember(tenantId, person.Id);
        identity.Tenants.SetStatus(tenantId, "suspended");
        foreach (var named in new Guid?[] { tenantId, null }) Code(await Json(await LogInAsync(named, person.Email), HttpStatusCode.Forbidden)).ShouldBe("tenant_suspended");
        // Knowing the password is needed to be told anything.
        Code(await Json(await LogInAsync(tenantId, person.Email, "Wrong-pass-123"), HttpStatusCode.Unauthorized)).ShouldBe("invalid_credentials");
    }

    [Fact]
    public async Task A_forged_edge_header_names_no_company()
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        using var client = identity.Anonymous();
        client.DefaultRequestHeaders.Add("X-TrackTok-Edge", $"{identity.Tenants.AddTenant():N}|1.2.3.4|{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}|{new string('0', 64)}");
        var body = await Json(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password }), HttpStatusCode.OK);
        Text(body.GetProperty("tenant"), "id").ShouldBe(tenantId.ToString());
    }

    [Fact]
    public async Task Hashes_of_an_older_kind_are_renewed_on_the_way()
    {
        await using var stronger = new StrongerFixture();
        await stronger.InitializeAsync();
        var (person, tenantId) = await stronger.AddMemberAsync();
        var weaker = BCrypt.Net.BCrypt.EnhancedHashPassword(Password, 4);
        await stronger.Database.ExecuteAsync($"UPDATE people SET password_hash = '{weaker}' WHERE id = '{person.Id}'");

        // By the company's host, and then with the new hash by none.
        await stronger.SignInAsync(person, tenantId);
        var renewed = await stronger.QueryAsync(db => db.People.Where(row => row.Id == person.Id).Select(row => row.PasswordHash).SingleAsync());
        renewed.ShouldStartWith($"$2a${StrongerFixture.WorkFactor:00}$");
        using var client = stronger.AtHost(null);
        using var again = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_Tenants_nobody_is_signed_in_and_nothing_is_counted()
    {
        await using var alone = new IdentityFixture();
        await alone.InitializeAsync();
        var (person, tenantId) = await alone.AddMemberAsync();
        alone.Tenants.IsAway = true;
        using var client = alone.AtHost(tenantId);
        for (var i = 0; i < 12; i++)
        {
            using var away = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
            away.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            away.Headers.RetryAfter.ShouldNotBeNull();
        }
        alone.Tenants.IsAway = false;
        await alone.SignInAsync(person, tenantId);
    }

    [Fact]
    public async Task More_passwords_than_can_wait_are_refused_and_refreshing_goes_on()
    {
        await using var busy = new BusyFixture();
        await busy.InitializeAsync();
        var (person, tenantId) = await busy.AddMemberAsync();
        var session = await busy.SignInAsync(person, tenantId);
        var flood = Enumerable.Range(0, 16).Select(i => busy.PostAsync("login", new { email = $"n{i}@example.com", password = Password })).ToList();
        await busy.RefreshAsync(session.RefreshToken, HttpStatusCode.OK);
        flood.ShouldContain(answer => !answer.IsCompleted, "the refresh did not wait for the flood");
        var statuses = (await Task.WhenAll(flood)).Select(answer => answer.StatusCode).ToList();
        statuses.ShouldContain(HttpStatusCode.ServiceUnavailable);
        statuses.ShouldContain(HttpStatusCode.Unauthorized);
    }

    private sealed class StrongerFixture : IdentityFixture
    {
        internal const int WorkFactor = 6;

        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:Passwords:WorkFactor"] = $"{WorkFactor}";
        }
    }

    private sealed class BusyFixture : IdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:Passwords:WorkFactor"] = "12";
            settings["Identity:Passwords:Concurrency"] = "1";
            settings["Identity:Passwords:Queue"] = "6";
        }
    }

    private async Task<HttpResponseMessage> LogInAsync(Guid? tenantId, string email, string password = Password)
    {
        using var client = identity.AtHost(tenantId);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password });
    }
}
