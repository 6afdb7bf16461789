using Grpc.Core;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class ResolveTenantTests(TenantsFixture service)
{
    [Fact]
    public async Task Finds_a_tenant_by_id_and_by_subdomain()
    {
        var company = await service.NewCompanyAsync();

        var byId = await ResolveAsync(new ResolveTenantRequest { TenantId = company.Id.ToString() });
        var bySubdomain = await ResolveAsync(new ResolveTenantRequest { Subdomain = company.Subdomain });

        (byId.Id, byId.Subdomain, byId.Status, byId.Plan).ShouldBe((company.Id.ToString(), company.Subdomain, "active", "basic"));
        bySubdomain.ShouldBe(byId);
    }

    [Fact]
    public async Task Follows_every_change_of_the_tenant()
    {
        var company = await service.NewCompanyAsync("professional");
        (await service.CommandAsync("suspend", company.Id.ToString(), "unpaid")).ShouldBe(0);

        var tenant = await ResolveAsync(new ResolveTenantRequest { Subdomain = company.Subdomain });

        (tenant.Plan, tenant.Status, tenant.Version).ShouldBe(("professional", "suspended", 3));
        var whole = await service.Rpc.GetTenantAsync(new GetTenantRequest { TenantId = tenant.Id }, TenantsFixture.ServiceMetadata);
        (whole.Plan, whole.Status, whole.Version).ShouldBe((tenant.Plan, tenant.Status, tenant.Version));
    }

    [Fact]
    public async Task Knows_no_other()
    {
        ResolveTenantRequest[] unknown = [new() { Subdomain = "no-such-company" }, new() { TenantId = Guid.CreateVersion7().ToString() }, new() { TenantId = "nonsense" }, new() { Domain = "www.example.com" }, new()];

        foreach (var request in unknown)
            (await Should.ThrowAsync<RpcException>(() => ResolveAsync(request))).StatusCode.ShouldBe(StatusCode.NotFound, request.ToString());
    }

    [Fact]
    public async Task Finds_the_tenant_of_a_registration()
    {
        var request = Requests.NewTenant();
        var tenant = await service.CreateAsync(request);

        (await service.Rpc.FindRegistrationAsync(new FindRegistrationRequest { RegistrationId = request.RegistrationId }, TenantsFixture.ServiceMetadata)).ShouldBe(tenant);
        (await Should.ThrowAsync<RpcException>(() => service.Rpc.FindRegistrationAsync(new FindRegistrationRequest { RegistrationId = tenant.Id }, TenantsFixture.ServiceMetadata).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Lists_where_a_person_belongs_and_as_what()
    {
        var first = await service.NewCompanyAsync("professional");
        var second = await service.NewCompanyAsync("professional");
        var person = await first.AddAsync(Role.Analyst);
        (await service.CommandAsync("add-member", second.Subdomain, person.ToString(), "member", "jane@example.com", "Jane", "Doe")).ShouldBe(0);

        var memberships = (await service.Rpc.ListMembershipsAsync(new ListMembershipsRequest { UserId = person.ToString() }, TenantsFixture.ServiceMetadata)).Memberships;

        memberships.Select(membership => (membership.Tenant.Subdomain, membership.Role, membership.Tenant.Settings.Currency))
            .ShouldBe([(first.Subdomain, "analyst", "USD"), (second.Subdomain, "member", "USD")]);
    }

    [Fact]
    public async Task Knows_no_membership_of_a_stranger()
    {
        var company = await service.NewCompanyAsync();

        (await Should.ThrowAsync<RpcException>(() => service.Rpc.GetMembershipAsync(
            new GetMembershipRequest { TenantId = company.Id.ToString(), UserId = Guid.CreateVersion7().ToString() }, TenantsFixture.ServiceMetadata).ResponseAsync)).StatusCode.ShouldBe(StatusCode.NotFound);
        (await service.Rpc.ListMembershipsAsync(new ListMembershipsRequest { UserId = "nonsense" }, TenantsFixture.ServiceMetadata)).Memberships.ShouldBeEmpty();
    }

    private Task<Tenant> ResolveAsync(ResolveTenantRequest request) => service.Rpc.ResolveTenantAsync(request, TenantsFixture.ServiceMetadata).ResponseAsync;
}
