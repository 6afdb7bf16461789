using System.Net;
using System.Net.Http.Json;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;
using static TrackTok.Tenants.Tests.Requests;

namespace TrackTok.Tenants.Tests.Members;

public sealed class RemoveMemberTests(TenantsFixture service)
{
    [Fact]
    public async Task Who_is_removed_is_out_with_the_next_request_and_a_member_no_more()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Analyst);
        using var held = company.As(member, Role.Analyst);

        (await company.Owner.DeleteAsync($"/api/v1/members/{member}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await held.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.IsRevokedAsync(RevocationSubject.Member(company.Id, member))).ShouldBeTrue();
        (await company.Owner.GetAsync($"/api/v1/members/{member}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await company.Owner.DeleteAsync($"/api/v1/members/{member}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await company.Owner.ReadAsync("/api/v1/members")).GetProperty("items").GetArrayLength().ShouldBe(1);
        var told = (await service.ToldAsync("MemberRevised", company.Id))[^1];
        (told.GetProperty("removed").GetBoolean(), told.GetProperty("active").GetBoolean(), told.GetProperty("userId").GetGuid()).ShouldBe((true, false, member));
        var membership = new GetMembershipRequest { TenantId = company.Id.ToString(), UserId = member.ToString() };
        (await RefusalAsync(() => service.Rpc.GetMembershipAsync(membership, TenantsFixture.ServiceMetadata).ResponseAsync)).Status.ShouldBe(Grpc.Core.StatusCode.NotFound);
        (await service.Rpc.ListMembershipsAsync(new ListMembershipsRequest { UserId = member.ToString() }, TenantsFixture.ServiceMetadata)).Memberships.ShouldBeEmpty();
    }

    [Fact]
    public async Task Histories_go_on_naming_who_was_removed()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        await company.Owner.DeleteAsync($"/api/v1/members/{member}");

        (await company.Owner.ReadAsync($"/api/v1/members/names?id={member}")).GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Jane Doe");
    }

    [Fact]
    public async Task Who_was_removed_gives_their_place_back_and_can_come_again()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Analyst);
        await company.Owner.DeleteAsync($"/api/v1/members/{member}");

        (await service.CommandAsync("add-member", company.Subdomain, member.ToString(), "member", "new@example.com", "Janet", "Roe")).ShouldBe(0);

        var shown = await company.Owner.ReadAsync($"/api/v1/members/{member}");
        (shown.GetProperty("role").GetString(), shown.GetProperty("email").GetString(), shown.GetProperty("active").GetBoolean()).ShouldBe(("member", "new@example.com", true));
        (await service.Rpc.ListMembershipsAsync(new ListMembershipsRequest { UserId = member.ToString() }, TenantsFixture.ServiceMetadata)).Memberships.ShouldHaveSingleItem();
        (await service.CommandAsync("add-member", company.Subdomain, member.ToString(), "member", "new@example.com", "Janet", "Roe")).ShouldBe(1);
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Analyst)]
    public async Task Leaves_and_removes_nobody_else(Role role)
    {
        var company = await service.NewCompanyAsync("professional");
        var (member, other) = (await company.AddAsync(role), await company.AddAsync(Role.Member));
        using var client = company.As(member, role);

        using var refused = await client.DeleteAsync($"/api/v1/members/{other}");
        (refused.StatusCode, await refused.CodeAsync()).ShouldBe((HttpStatusCode.Forbidden, "permission_missing"));
        (await client.DeleteAsync($"/api/v1/members/{member}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE tenant_id = '{company.Id}' AND action = 'member.left'")).ShouldBe(1);
    }

    [Fact]
    public async Task An_admin_does_not_remove_an_owner()
    {
        var company = await service.NewCompanyAsync("professional");
        var admin = await company.AddAsync(Role.Admin);

        using var refused = await company.As(admin, Role.Admin).DeleteAsync($"/api/v1/members/{company.OwnerId}");

        (refused.StatusCode, await refused.CodeAsync()).ShouldBe((HttpStatusCode.Forbidden, "owner_untouchable"));
    }

    [Fact]
    public async Task Sixty_four_who_demote_deactivate_and_remove_owners_at_once_leave_one()
    {
        var company = await service.NewCompanyAsync("professional");
        var owners = new List<Guid> { company.OwnerId };
        for (var i = 0; i < 7; i++) owners.Add(await company.AddAsync(Role.Owner));
        // Tokens with an issue time ahead survive the revocations, so that only the guard under the lock decides.
        var later = TimeProvider.System.GetUtcNow().AddSeconds(20);
        var random = new Random(64);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
        {
            var (by, whom) = (owners[random.Next(8)], owners[i % 8]);
            var client = service.Anonymous();
            client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(company.Id, by, Role.Owner, issuedAt: later));
            return (i % 3) switch
            {
                0 => client.PatchAsJsonAsync($"/api/v1/members/{whom}", new { role = "member" }),
                1 => client.PatchAsJsonAsync($"/api/v1/members/{whom}", new { active = false }),
                _ => client.DeleteAsync($"/api/v1/members/{whom}"),
            };
        }));

        answers.ShouldAllBe(answer => (int)answer.StatusCode < 500);
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBeGreaterThan(0);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM memberships WHERE tenant_id = '{company.Id}' AND role = 'owner' AND active AND removed_at IS NULL"))
            .ShouldBeGreaterThanOrEqualTo(1);
    }
}
