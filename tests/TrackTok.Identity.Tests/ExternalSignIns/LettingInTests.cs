using System.Net;
using System.Net.Http.Json;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>Whom an honest provider's word lets in, and whom it does not.</summary>
public sealed class LettingInTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task A_newcomer_becomes_a_member_without_a_password_and_is_known_again_by_the_subject()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider, "analyst");
        var who = company.Newcomer();
        var user = (await company.SignInAsync(provider, who)).GetProperty("user");
        (Text(user, "email"), Text(user, "first_name"), Text(user, "last_name"), Text(user, "role"), user.GetProperty("email_verified").GetBoolean()).ShouldBe((who.Email!, "Jane", "Doe", "analyst", false));
        (await identity.Database.ScalarAsync<string>($"SELECT password_hash FROM people WHERE email = '{who.Email}'")).ShouldBe("");

        // The address is another's by now; the subject is not, and a verified address is asked of newcomers only.
        Text((await company.SignInAsync(provider, who with { Email = "somebody@else.example.com", Verified = false })).GetProperty("user"), "id").ShouldBe(Text(user, "id"));
        var audited = await identity.AuditedAsync(company.TenantId);
        (audited.Count(action => action == "person.linked"), audited.Count(action => action == "person.signed_in")).ShouldBe((1, 3));
    }

    [Fact]
    public async Task Nobody_has_the_password_of_who_has_none()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        await company.SignInAsync(provider, who);
        using var client = identity.AtHost(company.TenantId);
        foreach (var guess in new[] { " ", "external", Password })
            Code(await Json(await client.PostAsJsonAsync("/api/v1/auth/login", new { email = who.Email, password = guess }), HttpStatusCode.Unauthorized)).ShouldBe("invalid_credentials");
    }

    [Theory]
    [InlineData("unverified", "external_email_unverified")]
    [InlineData("missing", "external_email_missing")]
    [InlineData("parent", "domain_not_verified")]
    [InlineData("child", "domain_not_verified")]
    [InlineData("stranger", "domain_not_verified")]
    [InlineData("lookalike", "external_email_missing")]
    public async Task Refuses_an_address_that_proves_nothing(string which, string code)
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        who = which switch
        {
            "unverified" => who with { Verified = false },
            "missing" => who with { Email = null },
            "parent" => who with { Email = "jane@example.com" },
            "child" => who with { Email = "jane@mail." + company.Domain },
            "stranger" => who with { Email = $"jane@{company.Domain}.evil.example" },
            // The Kelvin sign folds into a plain k.
            _ => who with { Email = "\u212A" + who.Email },
        };
        Code(await company.SignInAsync(provider, who, HttpStatusCode.Forbidden)).ShouldBe(code);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM external_links WHERE tenant_id = '{company.TenantId}'")).ShouldBe(0);
        (await identity.AuditedAsync(company.TenantId)).ShouldContain("person.external_sign_in_failed");
    }

    [Fact]
    public async Task A_domain_that_is_the_companys_no_more_lets_nobody_new_in()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var (old, newcomer) = (company.Newcomer(), company.Newcomer());
        await company.SignInAsync(provider, old);
        identity.Tenants.Proved[company.TenantId] = [];
        Code(await company.SignInAsync(provider, newcomer, HttpStatusCode.Forbidden)).ShouldBe("domain_not_verified");
        (await CountAsync(newcomer)).ShouldBe(0);
        await company.SignInAsync(provider, old);
    }

    [Fact]
    public async Task Sixteen_who_come_at_once_never_pass_the_plans_limit_together_and_nobody_is_left_who_was_refused()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        identity.Tenants.Room[company.TenantId] = 6;
        var people = Enumerable.Range(0, 16).Select(_ => company.Newcomer()).ToList();
        using var client = identity.AtHost(company.TenantId);
        var answers = await Task.WhenAll(people.Select(async who =>
        {
            var started = await company.StartAsync();
            var body = new Dictionary<string, string>(provider.Browse(Text(started, "location"), who)) { ["binding"] = Text(started, "binding") };
            return await client.PostAsJsonAsync("/api/v1/auth/external/callback", body);
        }));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(5);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK)) Code(await Json(answer, HttpStatusCode.Forbidden)).ShouldBe("plan_limit_reached");
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM people WHERE email LIKE '%@{company.Domain}'")).ShouldBe(5);
    }

    [Fact]
    public async Task One_who_comes_by_many_windows_at_once_is_one_person()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        var signedIn = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => company.SignInAsync(provider, who)));
        signedIn.Select(answer => Text(answer.GetProperty("user"), "id")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Who_was_put_out_stays_out_linked_or_not()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        var id = Guid.Parse(Text((await company.SignInAsync(provider, who)).GetProperty("user"), "id"));
        identity.Tenants.AddMember(company.TenantId, id, active: false);
        Code(await company.SignInAsync(provider, who, HttpStatusCode.Forbidden)).ShouldBe("account_inactive");
        identity.Tenants.RemoveMember(company.TenantId, id);
        identity.Tenants.Removed[id] = true;
        Code(await company.SignInAsync(provider, who, HttpStatusCode.Forbidden)).ShouldBe("account_inactive");
        Code(await company.SignInAsync(provider, who with { Subject = "anew" }, HttpStatusCode.Forbidden)).ShouldBe("account_inactive");
        (await CountAsync(who)).ShouldBe(1);
    }

    [Fact]
    public async Task Who_is_invited_accepts_first_because_the_invitation_says_what_they_become()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        identity.Tenants.Waiting[who.Email!] = true;
        Code(await company.SignInAsync(provider, who, HttpStatusCode.Conflict)).ShouldBe("invitation_waiting");
        (await CountAsync(who)).ShouldBe(0);
    }

    [Fact]
    public async Task A_suspended_company_lets_nobody_in_and_makes_nobody()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var started = await company.StartAsync();
        var who = company.Newcomer();
        identity.Tenants.SetStatus(company.TenantId, "suspended");
        Code(await company.StartAsync(HttpStatusCode.Forbidden)).ShouldBe("tenant_suspended");
        Code(await company.ReturnAsync(started, provider.Browse(Text(started, "location"), who), HttpStatusCode.Forbidden)).ShouldBe("tenant_suspended");
        (await CountAsync(who)).ShouldBe(0);
    }

    [Fact]
    public async Task A_secret_in_the_body_does_where_the_provider_takes_none_in_a_header()
    {
        await using var provider = await StartAsync();
        provider.Discovers = document => document["token_endpoint_auth_methods_supported"] = new System.Text.Json.Nodes.JsonArray("client_secret_post");
        var company = await ExternalCompany.FoundAsync(identity, provider);
        await company.SignInAsync(provider, company.Newcomer());
    }

    [Fact]
    public async Task The_sign_in_page_hears_of_providers_that_are_on_and_of_their_names_only()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        using var visitor = identity.AtHost(company.TenantId);
        var offered = (await Json(await visitor.GetAsync("/api/v1/auth/external"), HttpStatusCode.OK)).GetProperty("items");
        offered.GetArrayLength().ShouldBe(1);
        offered[0].EnumerateObject().Select(member => member.Name).ShouldBe(["id", "name"]);
        using var owner = identity.With(company.Owner.AccessToken);
        await Json(await owner.PatchAsJsonAsync($"/api/v1/identity-providers/{company.ProviderId}", new { enabled = false }), HttpStatusCode.OK);
        (await Json(await visitor.GetAsync("/api/v1/auth/external"), HttpStatusCode.OK)).GetProperty("items").GetArrayLength().ShouldBe(0);
        await company.StartAsync(HttpStatusCode.NotFound);
        using var nowhere = identity.AtHost(null);
        Code(await Json(await nowhere.GetAsync("/api/v1/auth/external"), HttpStatusCode.BadRequest)).ShouldBe("tenant_required");
    }

    private async Task<long> CountAsync(Vouched who) => await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM people WHERE email = '{who.Email}'");
}
