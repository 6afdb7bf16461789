using System.Net;
using System.Net.Http.Json;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.Tenants.Tests.Members;

public sealed class ChangeMemberTests(TenantsFixture service)
{
    [Fact]
    public async Task Changes_a_role_and_tells_it()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);

        using var response = await PatchAsync(company.Owner, member, new { role = "admin" });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await company.Owner.ReadAsync($"/api/v1/members/{member}")).GetProperty("role").GetString().ShouldBe("admin");
        var told = (await service.ToldAsync("MemberRevised", company.Id))[^1];
        (told.GetProperty("role").GetString(), told.GetProperty("version").GetInt64(), told.GetProperty("userId").GetGuid()).ShouldBe(("admin", 2, member));
    }

    [Fact]
    public async Task Ends_the_tokens_that_the_member_holds()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Admin);
        using var held = company.As(member, Role.Admin);
        (await held.GetAsync("/api/v1/members")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await PatchAsync(company.Owner, member, new { role = "member" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await held.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var subject = RevocationSubject.Member(company.Id, member);
        (await service.IsRevokedAsync(subject)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_change_ends_no_token()
    {
        var company = await service.NewCompanyAsync();

        using var response = await PatchAsync(company.Owner, company.OwnerId, new { active = false });

        (await response.CodeAsync()).ShouldBe("last_owner");
        var subject = RevocationSubject.Member(company.Id, company.OwnerId);
        (await service.IsRevokedAsync(subject)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"role":"owner","active":true}""")]
    public async Task An_admin_touches_no_owner_not_even_by_a_change_that_changes_nothing(string patch)
    {
        var company = await service.NewCompanyAsync("professional");
        using var admin = company.As(await company.AddAsync(Role.Admin), Role.Admin);
        using var owner = company.Owner;

        using var response = await admin.PatchAsync($"/api/v1/members/{company.OwnerId}", new StringContent(patch, System.Text.Encoding.UTF8, "application/json"));

        (response.StatusCode, await response.CodeAsync()).ShouldBe((HttpStatusCode.Forbidden, "owner_untouchable"));
        (await owner.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.IsRevokedAsync(RevocationSubject.Member(company.Id, company.OwnerId))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_that_changes_nothing_ends_no_token()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        using var held = company.As(member, Role.Member);

        (await PatchAsync(company.Owner, member, new { })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PatchAsync(company.Owner, member, new { role = "member", active = true })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await held.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.IsRevokedAsync(RevocationSubject.Member(company.Id, member))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_repetition_ends_the_tokens_where_the_first_could_not_and_none_issued_since()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        (await PatchAsync(company.Owner, member, new { role = "analyst" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Task.Delay(20);
        using var issuedSince = company.As(member, Role.Analyst);
        await Task.Delay(20);

        (await PatchAsync(company.Owner, member, new { role = "analyst" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await issuedSince.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var subject = RevocationSubject.Member(company.Id, member);
        await service.ForgetRevocationAsync(subject);
        (await PatchAsync(company.Owner, member, new { role = "analyst" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.IsRevokedAsync(subject)).ShouldBeTrue();
    }

    [Fact]
    public async Task Counts_the_asker_as_they_stand_now_whatever_the_token_says()
    {
        var company = await service.NewCompanyAsync("professional");
        var demoted = await company.AddAsync(Role.Member);
        var other = await company.AddAsync(Role.Member);

        using var response = await PatchAsync(company.As(demoted, Role.Owner), other, new { role = "analyst" });

        (response.StatusCode, await response.CodeAsync()).ShouldBe((HttpStatusCode.Forbidden, "permission_missing"));
    }

    [Fact]
    public async Task Of_owners_who_demote_each_other_at_once_one_stays()
    {
        var company = await service.NewCompanyAsync("professional");
        var owners = new List<Guid> { company.OwnerId };
        for (var i = 0; i < 7; i++) owners.Add(await company.AddAsync(Role.Owner));

        // Tokens with an issue time ahead survive the revocations, so that only the guard under the lock decides.
        var later = TimeProvider.System.GetUtcNow().AddSeconds(20);
        var responses = await Task.WhenAll(owners.Select((owner, i) => PatchAsync(Client(company, owner, later), owners[(i + 1) % owners.Count], new { role = "member" })));

        responses.Count(response => response.StatusCode == HttpStatusCode.OK).ShouldBe((int)(8 - await OwnersAsync(company)));
        (await OwnersAsync(company)).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Members_reactivated_at_once_never_pass_the_plans_limit_together()
    {
        var company = await service.NewCompanyAsync("professional");
        var members = new List<Guid>();
        for (var i = 0; i < 6; i++) members.Add(await company.AddAsync(Role.Member));
        foreach (var member in members) (await PatchAsync(company.Owner, member, new { active = false })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await service.Database.ExecuteAsync($"""
            INSERT INTO memberships (tenant_id, user_id, version, role, active, email, first_name, last_name, joined_at)
            SELECT '{company.Id}', gen_random_uuid(), 1, 'member', true, n || '@example.com', 'A', 'B', now() FROM generate_series(1, 47) AS n
            """);

        var responses = await Task.WhenAll(members.Select(member => PatchAsync(company.Owner, member, new { active = true })));

        responses.Count(response => response.StatusCode == HttpStatusCode.OK).ShouldBe(2);
        var refused = responses.First(response => response.StatusCode == HttpStatusCode.Forbidden);
        var problem = await refused.JsonAsync();
        (problem.GetProperty("code").GetString(), problem.GetProperty("limit").GetString(), problem.GetProperty("used").GetInt64(), problem.GetProperty("max").GetInt64(), problem.GetProperty("plan").GetString())
            .ShouldBe(("plan_limit_reached", "members", 50, 50, "professional"));
    }

    [Theory]
    [InlineData("""{"role":"king"}""", "role")]
    [InlineData("""{"role":null}""", "role")]
    [InlineData("""{"active":null}""", "active")]
    [InlineData("""{"active":"yes"}""", "active")]
    [InlineData("""{"email":"new@example.com"}""", "email")]
    public async Task Refuses_an_unfit_body(string body, string member)
    {
        var company = await service.NewCompanyAsync();

        using var response = await company.Owner.PatchAsync($"/api/v1/members/{company.OwnerId}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.JsonAsync()).GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(member);
    }

    [Fact]
    public async Task Refuses_a_patch_on_an_outdated_version()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        await PatchAsync(company.Owner, member, new { role = "analyst" });

        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/members/{member}") { Content = JsonContent.Create(new { role = "member" }) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var response = await company.Owner.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    private static HttpClient Client(Company company, Guid userId, DateTimeOffset issuedAt)
    {
        var client = company.Service.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(company.Id, userId, Role.Owner, issuedAt: issuedAt));
        return client;
    }

    private Task<long> OwnersAsync(Company company) =>
        service.Database.ScalarAsync<long>($"SELECT count(*) FROM memberships WHERE tenant_id = '{company.Id}' AND role = 'owner' AND active");

    private static Task<HttpResponseMessage> PatchAsync(HttpClient client, Guid member, object patch) => client.PatchAsJsonAsync($"/api/v1/members/{member}", patch);
}
