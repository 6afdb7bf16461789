using Grpc.Core;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class CreateTenantTests(TenantsFixture service)
{
    [Fact]
    public async Task Creates_tenant_owner_and_defaults_at_once()
    {
        var request = Requests.NewTenant(" Demo Corp ");

        var tenant = await service.CreateAsync(request);

        (tenant.Name, tenant.Subdomain, tenant.Plan, tenant.Status, tenant.Version).ShouldBe(("Demo Corp", request.Subdomain, "basic", "active", 1));
        tenant.Settings.ShouldBe(new Contracts.TenantSettings { Currency = "USD", TimeZone = "UTC", DateFormat = "YYYY-MM-DD", WeekStart = "monday", FiscalYearStartMonth = 1, Locale = "en-US" });
        var owner = await service.Rpc.GetMembershipAsync(new GetMembershipRequest { TenantId = tenant.Id, UserId = request.OwnerUserId }, TenantsFixture.ServiceMetadata);
        (owner.Role, owner.Active).ShouldBe(("owner", true));
    }

    [Fact]
    public async Task Tells_of_the_tenant_and_of_its_owner()
    {
        var request = Requests.NewTenant();
        var id = Guid.Parse((await service.CreateAsync(request)).Id);

        var tenant = (await service.ToldAsync("TenantRevised", id)).ShouldHaveSingleItem();
        (tenant.GetProperty("change").GetString(), tenant.GetProperty("version").GetInt64(), tenant.GetProperty("plan").GetString()).ShouldBe(("created", 1, "basic"));
        tenant.GetProperty("settings").GetProperty("currency").GetString().ShouldBe("USD");
        var member = (await service.ToldAsync("MemberRevised", id)).ShouldHaveSingleItem();
        (member.GetProperty("role").GetString(), member.GetProperty("email").GetString(), member.GetProperty("userId").GetString()).ShouldBe(("owner", "owner@example.com", request.OwnerUserId));
    }

    [Fact]
    public async Task Keeps_in_the_audit_trail_who_signed_the_company_up()
    {
        var request = Requests.NewTenant();
        var tenant = await service.CreateAsync(request);

        var actions = await service.Database.ScalarAsync<string>($"SELECT string_agg(action || ' ' || actor_id, ', ' ORDER BY sequence) FROM audit_entries WHERE tenant_id = '{tenant.Id}'");

        actions.ShouldNotBeNull().Split(", ").ShouldBe([$"tenant.created {request.OwnerUserId}", $"member.created {request.OwnerUserId}"], ignoreOrder: true);
    }

    [Fact]
    public async Task Answers_a_repeated_registration_as_the_first()
    {
        var request = Requests.NewTenant();
        var first = await service.CreateAsync(request);

        var again = await service.CreateAsync(request);

        again.ShouldBe(first);
        (await service.ToldAsync("TenantRevised", Guid.Parse(first.Id))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Refuses_a_taken_subdomain_and_leaves_nothing_behind()
    {
        var first = Requests.NewTenant();
        await service.CreateAsync(first);
        var second = Requests.NewTenant("Rival", first.Subdomain);

        (await Requests.RefusalAsync(() => service.CreateAsync(second))).ShouldBe((StatusCode.AlreadyExists, "subdomain_taken"));

        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM tenant_names WHERE registration_id = '{second.RegistrationId}'")).ShouldBe(0);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM memberships WHERE user_id = '{second.OwnerUserId}'")).ShouldBe(0);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM belongings WHERE user_id = '{second.OwnerUserId}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_64_parallel_registrations_of_one_subdomain_one_wins()
    {
        var subdomain = Requests.Word("race");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => OutcomeAsync(Requests.NewTenant("Racer", subdomain))));

        outcomes.Count(outcome => outcome == "created").ShouldBe(1);
        outcomes.Count(outcome => outcome == "subdomain_taken").ShouldBe(63);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM tenants WHERE subdomain = '{subdomain}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_64_parallel_calls_of_one_registration_all_get_the_same_tenant()
    {
        var request = Requests.NewTenant();

        var tenants = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => service.CreateAsync(request)));

        tenants.Select(tenant => tenant.Id).Distinct().ShouldHaveSingleItem();
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM memberships WHERE user_id = '{request.OwnerUserId}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_one_registration_under_two_subdomains_only_one_tenant_comes()
    {
        var requests = Enumerable.Range(0, 16).Select(i => { var request = Requests.NewTenant(); request.RegistrationId = Shared; request.Subdomain += i; return request; });

        var tenants = await Task.WhenAll(requests.Select(service.CreateAsync));

        tenants.Select(tenant => tenant.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Numbers_parallel_companies_of_one_name_without_gaps()
    {
        var name = Requests.Word("Twin Peaks");
        var slug = name.ToLowerInvariant().Replace(' ', '-');

        var tenants = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => service.CreateAsync(Requests.Named(name))));

        tenants.Select(tenant => tenant.Subdomain).ShouldBe(Enumerable.Range(1, 16).Select(number => number == 1 ? slug : $"{slug}-{number}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("ab", "subdomain_invalid")]
    [InlineData("-abc", "subdomain_invalid")]
    [InlineData("abc-", "subdomain_invalid")]
    [InlineData("Abc", "subdomain_invalid")]
    [InlineData("a b", "subdomain_invalid")]
    [InlineData("a.b", "subdomain_invalid")]
    [InlineData("", "subdomain_invalid")]
    [InlineData("www", "subdomain_reserved")]
    [InlineData("api", "subdomain_reserved")]
    [InlineData("status", "subdomain_reserved")]
    [InlineData("xn--80ak6aa92e", "subdomain_reserved")]
    [InlineData("0190c0de-0000-7000-8000-000000000000", "subdomain_reserved")]
    public async Task Refuses_an_unfit_subdomain(string subdomain, string code) =>
        (await Requests.RefusalAsync(() => service.CreateAsync(Requests.NewTenant("Demo", subdomain)))).ShouldBe((StatusCode.InvalidArgument, code));

    [Fact]
    public async Task Refuses_a_registration_without_its_members() =>
        (await Requests.RefusalAsync(() => service.CreateAsync(new CreateTenantRequest { Subdomain = "fit-for-use" }))).ShouldBe((StatusCode.InvalidArgument, "validation_failed"));

    [Fact]
    public async Task Answers_services_only()
    {
        var person = new Metadata { { "Authorization", "Bearer " + Testing.TestTokens.For(Guid.CreateVersion7(), Guid.CreateVersion7(), Tenancy.Role.Owner) } };

        (await Should.ThrowAsync<RpcException>(() => service.Rpc.CreateTenantAsync(Requests.NewTenant(), person).ResponseAsync)).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await Should.ThrowAsync<RpcException>(() => service.Rpc.CreateTenantAsync(Requests.NewTenant()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    private static readonly string Shared = Guid.CreateVersion7().ToString();

    private async Task<string?> OutcomeAsync(CreateTenantRequest request)
    {
        try
        {
            await service.CreateAsync(request);
            return "created";
        }
        catch (RpcException e)
        {
            return e.Trailers.GetValue("code");
        }
    }
}
