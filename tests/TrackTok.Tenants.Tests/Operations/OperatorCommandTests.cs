using System.Net;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Tenants.Tests.Operations;

public sealed class OperatorCommandTests(TenantsFixture service)
{
    [Fact]
    public async Task Suspending_tells_everyone_and_ends_every_token_of_the_tenant()
    {
        var company = await service.NewCompanyAsync();
        using var owner = company.Owner;

        (await service.CommandAsync("suspend", company.Subdomain, "unpaid")).ShouldBe(0);

        var told = (await service.ToldAsync("TenantRevised", company.Id))[^1];
        (told.GetProperty("change").GetString(), told.GetProperty("status").GetString()).ShouldBe(("suspended", "suspended"));
        (await owner.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.IsRevokedAsync(RevocationSubject.Tenant(company.Id))).ShouldBeTrue();
        (await service.Database.ScalarAsync<string>($"SELECT suspension_reason FROM tenants WHERE tenant_id = '{company.Id}'")).ShouldBe("unpaid");
    }

    [Fact]
    public async Task Reactivating_lifts_the_suspension()
    {
        var company = await service.NewCompanyAsync();
        await service.CommandAsync("suspend", company.Subdomain, "unpaid");

        (await service.CommandAsync("reactivate", company.Id.ToString())).ShouldBe(0);

        (await service.ToldAsync("TenantRevised", company.Id)).Select(told => told.GetProperty("change").GetString()).ShouldBe(["created", "suspended", "reactivated"]);
        (await company.Owner.ReadAsync("/api/v1/tenant")).GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task A_second_suspension_and_a_needless_reactivation_are_refused()
    {
        var company = await service.NewCompanyAsync();

        (await service.CommandAsync("reactivate", company.Subdomain)).ShouldBe(1);
        (await service.CommandAsync("suspend", company.Subdomain, "unpaid")).ShouldBe(0);
        (await service.CommandAsync("suspend", company.Subdomain, "again")).ShouldBe(1);
    }

    [Theory]
    [InlineData(false, "active")]
    [InlineData(true, "suspended")]
    public async Task Closing_begins_the_grace_and_reopening_leaves_the_company_as_it_was(bool isSuspended, string after)
    {
        var company = await service.NewCompanyAsync();
        if (isSuspended) await service.CommandAsync("suspend", company.Subdomain, "unpaid");

        (await service.CommandAsync("close", company.Subdomain, "The contract has ended.")).ShouldBe(0);
        (await service.CommandAsync("close", company.Subdomain, "again")).ShouldBe(1);
        (await service.Database.ScalarAsync<bool>($"SELECT status = 'closing' AND erased_from > now() + interval '29 days' FROM tenants WHERE tenant_id = '{company.Id}'")).ShouldBeTrue();
        (await service.Database.ScalarAsync<string>($"SELECT changes -> 'value' ->> 1 FROM audit_entries WHERE tenant_id = '{company.Id}' AND action = 'tenant.closing_reason'")).ShouldBe("The contract has ended.");

        (await service.CommandAsync("reopen", company.Subdomain)).ShouldBe(0);
        (await service.CommandAsync("reopen", company.Subdomain)).ShouldBe(1);
        var told = (await service.ToldAsync("TenantRevised", company.Id))[^1];
        (told.GetProperty("change").GetString(), told.GetProperty("status").GetString()).ShouldBe(("reopened", after));
    }

    [Fact]
    public async Task Changes_the_plan_both_ways_and_keeps_what_is_there()
    {
        var company = await service.NewCompanyAsync("professional");
        await company.AddAsync(Role.Member);

        (await service.CommandAsync("change-plan", company.Subdomain, "basic")).ShouldBe(0);

        (await company.Owner.ReadAsync("/api/v1/members")).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await service.CommandAsync("add-member", company.Subdomain, Guid.CreateVersion7().ToString(), "member", "late@example.com", "L", "Ate")).ShouldBe(1);
    }

    [Fact]
    public async Task Refuses_unknown_plans_tenants_and_roles()
    {
        var company = await service.NewCompanyAsync();

        (await service.CommandAsync("change-plan", company.Subdomain, "gold")).ShouldBe(1);
        (await service.CommandAsync("change-plan", "no-such-company", "basic")).ShouldBe(1);
        (await service.CommandAsync("add-member", company.Subdomain, Guid.CreateVersion7().ToString(), "king", "k@example.com", "K", "Ing")).ShouldBe(2);
        (await service.CommandAsync("suspend", company.Subdomain)).ShouldBe(2);
    }

    [Fact]
    public async Task Adds_a_member_once()
    {
        var company = await service.NewCompanyAsync("professional");
        var id = await company.AddAsync(Role.Analyst, "Twice@Example.com");

        (await service.CommandAsync("add-member", company.Subdomain, id.ToString(), "admin", "twice@example.com", "T", "Wice")).ShouldBe(1);

        var member = await company.Owner.ReadAsync($"/api/v1/members/{id}");
        (member.GetProperty("role").GetString(), member.GetProperty("email").GetString()).ShouldBe(("analyst", "twice@example.com"));
    }
}
