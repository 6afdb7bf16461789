using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;

namespace TrackTok.Tenants.Tests.Invitations;

public sealed class InvitationTests(TenantsFixture service)
{
    [Fact]
    public async Task An_invitation_is_told_without_a_secret_and_listed()
    {
        var company = await service.NewCompanyAsync("professional");

        var invitation = await InviteAsync(company.Owner, "Jane@Example.com", "analyst");

        (Text(invitation, "email"), Text(invitation, "role"), Text(invitation, "state")).ShouldBe(("jane@example.com", "analyst", "pending"));
        (await company.Owner.ReadAsync("/api/v1/invitations?state=pending")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(Text(invitation, "id"));
        var told = (await service.ToldAsync("InvitationRevised", company.Id)).ShouldHaveSingleItem();
        (told.GetProperty("state").GetString(), told.GetProperty("generation").GetInt32(), told.GetProperty("version").GetInt64(), told.GetProperty("tenantSubdomain").GetString())
            .ShouldBe(("pending", 1, 1, company.Subdomain));
        told.GetRawText().ShouldNotContain("token", Case.Insensitive);
    }

    [Fact]
    public async Task A_new_invitation_says_where_it_is()
    {
        var company = await service.NewCompanyAsync("professional");

        using var answer = await PostAsync(company.Owner, "jane@example.com", "analyst");

        answer.Headers.Location!.ToString().ShouldBe("/api/v1/invitations/" + Text(await answer.JsonAsync(), "id"));
    }

    [Fact]
    public async Task Sixty_four_who_invite_at_once_never_pass_the_plans_limit_together()
    {
        var company = await service.NewCompanyAsync("professional");

        var responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => PostAsync(company.Owner, $"p{i}@example.com", "member")));

        responses.Count(response => response.StatusCode == HttpStatusCode.Created).ShouldBe(49);
        var problem = await responses.First(response => response.StatusCode == HttpStatusCode.Forbidden).JsonAsync();
        (Text(problem, "code"), problem.GetProperty("used").GetInt64(), problem.GetProperty("max").GetInt64()).ShouldBe(("plan_limit_reached", 50, 50));
        var members = (await company.Owner.ReadAsync("/api/v1/usage")).GetProperty("limits").EnumerateArray().First(limit => Text(limit, "name") == "members");
        members.GetProperty("used").GetInt64().ShouldBe(50);
    }

    [Fact]
    public async Task The_basic_plan_has_no_seat_to_invite_to()
    {
        var company = await service.NewCompanyAsync();

        (await (await PostAsync(company.Owner, "jane@example.com", "member")).CodeAsync()).ShouldBe("plan_limit_reached");
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    public async Task Only_an_owner_deals_with_invitations_of_owners_and_admins(string role)
    {
        var company = await service.NewCompanyAsync("professional");
        using var admin = company.As(await company.AddAsync(Role.Admin), Role.Admin);
        (await (await PostAsync(admin, "jane@example.com", role)).CodeAsync()).ShouldBe("owner_needed");
        (await PostAsync(admin, "joe@example.com", "member")).StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = Text(await InviteAsync(company.Owner, "jane@example.com", role), "id");

        (await (await admin.PostAsync($"/api/v1/invitations/{id}/resend", null)).CodeAsync()).ShouldBe("owner_needed");
        (await (await admin.DeleteAsync($"/api/v1/invitations/{id}")).CodeAsync()).ShouldBe("owner_needed");
        (await company.Owner.DeleteAsync($"/api/v1/invitations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Nobody_is_invited_twice_or_who_is_there()
    {
        var company = await service.NewCompanyAsync("professional");
        await company.AddAsync(Role.Member, "there@example.com");
        await InviteAsync(company.Owner, "jane@example.com", "member");

        (await (await PostAsync(company.Owner, "JANE@example.com", "analyst")).CodeAsync()).ShouldBe("already_invited");
        (await (await PostAsync(company.Owner, "there@example.com", "analyst")).CodeAsync()).ShouldBe("already_member");
        var racing = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(company.Owner, "race@example.com", "member")));
        racing.Count(response => response.StatusCode == HttpStatusCode.Created).ShouldBe(1);
    }

    [Fact]
    public async Task Sending_again_makes_a_new_generation_and_revoking_frees_the_seat()
    {
        var company = await service.NewCompanyAsync("professional");
        var id = Text(await InviteAsync(company.Owner, "jane@example.com", "member"), "id");

        (await company.Owner.PostAsync($"/api/v1/invitations/{id}/resend", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await company.Owner.DeleteAsync($"/api/v1/invitations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await (await company.Owner.PostAsync($"/api/v1/invitations/{id}/resend", null)).CodeAsync()).ShouldBe("invitation_closed");
        (await service.ToldAsync("InvitationRevised", company.Id)).Select(told => (told.GetProperty("state").GetString(), told.GetProperty("generation").GetInt32(), told.GetProperty("version").GetInt64()))
            .ShouldBe([("pending", 1, 1), ("pending", 2, 2), ("revoked", 2, 3)]);
        (await PostAsync(company.Owner, "jane@example.com", "member")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Inviting_and_revoking_in_turn_fills_nobodys_inbox()
    {
        var company = await service.NewCompanyAsync("professional");
        string id = "";
        for (var i = 0; i < 5; i++)
        {
            id = Text(await InviteAsync(company.Owner, "jane@example.com", "member"), "id");
            (await company.Owner.PostAsync($"/api/v1/invitations/{id}/resend", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
            if (i < 4) (await company.Owner.DeleteAsync($"/api/v1/invitations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        using var again = await company.Owner.PostAsync($"/api/v1/invitations/{id}/resend", null);
        (again.StatusCode, await again.CodeAsync(), again.Headers.RetryAfter?.Delta).ShouldBe((HttpStatusCode.TooManyRequests, "too_many_invitations", TimeSpan.FromDays(1)));
        (await company.Owner.DeleteAsync($"/api/v1/invitations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await PostAsync(company.Owner, "jane@example.com", "member")).CodeAsync()).ShouldBe("too_many_invitations");
        (await PostAsync(company.Owner, "joe@example.com", "member")).StatusCode.ShouldBe(HttpStatusCode.Created);

        await service.Database.ExecuteAsync($"UPDATE invitations SET expires_at = expires_at - interval '25 hours' WHERE tenant_id = '{company.Id}'");
        (await PostAsync(company.Owner, "jane@example.com", "member")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_company_sends_so_many_invitations_within_a_day()
    {
        var company = await service.NewCompanyAsync("professional");
        var id = Text(await InviteAsync(company.Owner, "jane@example.com", "member"), "id");
        await service.Database.ExecuteAsync($"UPDATE invitations SET generation = 499 WHERE id = '{id}'");

        (await PostAsync(company.Owner, "joe@example.com", "member")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await (await PostAsync(company.Owner, "jim@example.com", "member")).CodeAsync()).ShouldBe("too_many_invitations");
    }

    [Fact]
    public async Task An_expired_invitation_frees_its_seat_and_makes_way()
    {
        var company = await service.NewCompanyAsync("professional");
        var id = Guid.Parse(Text(await InviteAsync(company.Owner, "jane@example.com", "member"), "id"));
        await service.Database.ExecuteAsync($"UPDATE invitations SET expires_at = now() - interval '1 minute' WHERE id = '{id}'");

        (await RefusalAsync(company, id, Guid.CreateVersion7(), "jane@example.com")).ShouldBe("invitation_invalid");
        (await company.Owner.ReadAsync("/api/v1/invitations?state=expired")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await PostAsync(company.Owner, "jane@example.com", "member")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Accepting_makes_a_member_once_however_often_it_is_asked()
    {
        var company = await service.NewCompanyAsync("professional");
        var id = Guid.Parse(Text(await InviteAsync(company.Owner, "jane@example.com", "analyst"), "id"));
        var person = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AcceptAsync(company, id, person, "jane@example.com")));

        answers.ShouldAllBe(membership => membership.Role == "analyst" && membership.Active && membership.Tenant.Subdomain == company.Subdomain);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM memberships WHERE user_id = '{person}'")).ShouldBe(1);
        (await RefusalAsync(company, id, Guid.CreateVersion7(), "other@example.com")).ShouldBe("invitation_invalid");
        (await service.ToldAsync("MemberRevised", company.Id)).Count(told => told.GetProperty("userId").GetGuid() == person).ShouldBe(1);
    }

    [Fact]
    public async Task Accepting_beyond_a_plan_that_became_smaller_is_refused_and_a_revoked_one_too()
    {
        var company = await service.NewCompanyAsync("professional");
        var small = Guid.Parse(Text(await InviteAsync(company.Owner, "jane@example.com", "member"), "id"));
        var revoked = Guid.Parse(Text(await InviteAsync(company.Owner, "joe@example.com", "member"), "id"));
        (await company.Owner.DeleteAsync($"/api/v1/invitations/{revoked}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await service.CommandAsync("change-plan", company.Subdomain, "basic")).ShouldBe(0);

        (await RefusalAsync(company, small, Guid.CreateVersion7(), "jane@example.com")).ShouldBe("plan_limit_reached");
        (await RefusalAsync(company, revoked, Guid.CreateVersion7(), "joe@example.com")).ShouldBe("invitation_invalid");
    }

    [Fact]
    public async Task Another_companys_invitation_is_not_there()
    {
        var (mine, other) = (await service.NewCompanyAsync("professional"), await service.NewCompanyAsync("professional"));
        var id = Guid.Parse(Text(await InviteAsync(mine.Owner, "jane@example.com", "member"), "id"));

        (await other.Owner.DeleteAsync($"/api/v1/invitations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RefusalAsync(other, id, Guid.CreateVersion7(), "jane@example.com")).ShouldBe("invitation_invalid");
    }

    [Theory]
    [InlineData("""{"role":"member"}""", "email")]
    [InlineData("""{"email":"jane@example.com"}""", "role")]
    [InlineData("""{"email":"jane@example.com","role":"king"}""", "role")]
    [InlineData("""{"email":"jane@example.com","role":"member","first_name":""}""", "first_name")]
    public async Task Refuses_an_unfit_body(string body, string member)
    {
        var company = await service.NewCompanyAsync("professional");

        using var response = await company.Owner.PostAsync("/api/v1/invitations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.JsonAsync()).GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(member);
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string email, string role) => client.PostAsJsonAsync("/api/v1/invitations", new { email, role });

    private static async Task<JsonElement> InviteAsync(HttpClient client, string email, string role)
    {
        using var response = await PostAsync(client, email, role);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await response.JsonAsync();
    }

    private Task<Membership> AcceptAsync(Company company, Guid invitation, Guid person, string email) => service.Rpc.AcceptInvitationAsync(
        new AcceptInvitationRequest { TenantId = company.Id.ToString(), InvitationId = invitation.ToString(), UserId = person.ToString(), Email = email, FirstName = "Jane", LastName = "Doe" },
        TenantsFixture.ServiceMetadata).ResponseAsync;

    private async Task<string?> RefusalAsync(Company company, Guid invitation, Guid person, string email) =>
        (await Should.ThrowAsync<RpcException>(() => AcceptAsync(company, invitation, person, email))).Code();
}
