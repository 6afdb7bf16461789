using System.Net.Http.Json;
using Grpc.Core;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.TenantData.Auditing;

namespace TrackTok.Tenants.Tests.Audit;

/// <summary>A service's own part of the audit trail, as it is told to whoever puts the parts together.</summary>
public sealed class AuditTrailServiceTests(TenantsFixture service)
{
    [Fact]
    public async Task Tells_a_tenants_own_entries_the_newest_first_and_goes_on_behind_any_of_them()
    {
        var (company, other) = (await service.NewCompanyAsync("professional"), await service.NewCompanyAsync());
        await company.AddAsync(Role.Member);

        var all = (await ListAsync(new ListEntriesRequest { Limit = 50, Count = true }, company)).Entries.ToList();

        all.Select(entry => entry.Action).Order().ShouldBe(["member.created", "member.created", "tenant.created", "tenant.plan_changed"]);
        all.Select(entry => entry.Id).ShouldBe(all.Select(entry => entry.Id).OrderByDescending(id => id, StringComparer.Ordinal));
        (await ListAsync(new ListEntriesRequest { Limit = 50 }, other)).Entries.Select(entry => entry.Id).Intersect(all.Select(entry => entry.Id)).ShouldBeEmpty();
        var seen = new List<string>();
        for (var request = new ListEntriesRequest { Limit = 1, Count = true }; ;)
        {
            var page = await ListAsync(request, company);
            page.Total.ShouldBe(4);
            if (page.Entries.Count == 0) break;
            seen.Add(page.Entries.ShouldHaveSingleItem().Id);
            request.BeforeId = seen[^1];
        }
        seen.ShouldBe(all.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Filters_by_person_thing_kind_and_time()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        (await company.Owner.PatchAsJsonAsync($"/api/v1/members/{member}", new { role = "analyst" })).EnsureSuccessStatusCode();
        var now = AuditReading.Microseconds(TimeProvider.System.GetUtcNow());

        (await ActionsAsync(company, new ListEntriesRequest { ActorId = company.OwnerId.ToString(), EntityId = member.ToString() })).ShouldBe(["member.changed"]);
        (await ActionsAsync(company, new ListEntriesRequest { EntityId = member.ToString() })).ShouldBe(["member.changed", "member.created"]);
        (await ActionsAsync(company, new ListEntriesRequest { EntityType = "tenant" })).ShouldBe(["tenant.plan_changed", "tenant.created"]);
        (await ActionsAsync(company, new ListEntriesRequest { Action = "tenant.created" })).ShouldBe(["tenant.created"]);
        (await ActionsAsync(company, new ListEntriesRequest { Action = "tenant" })).ShouldBe(["tenant.plan_changed", "tenant.created"], "a noun alone is all that can happen to it");
        (await ActionsAsync(company, new ListEntriesRequest { Action = "ten" })).ShouldBeEmpty();
        (await ActionsAsync(company, new ListEntriesRequest { FromUnixUs = now + 1_000_000 })).ShouldBeEmpty();
        (await ActionsAsync(company, new ListEntriesRequest { BeforeUnixUs = now - 3_600_000_000 })).ShouldBeEmpty();
        var changed = (await ListAsync(new ListEntriesRequest { Limit = 1, Action = "member.changed" }, company)).Entries.ShouldHaveSingleItem();
        System.Text.Json.JsonElement.Parse(changed.Changes).GetProperty("role").EnumerateArray().Select(value => value.GetString()).ShouldBe(["member", "analyst"]);
        changed.EntityVersion.ShouldBe(2);
    }

    [Fact]
    public async Task Is_for_our_own_services_and_for_a_tenant_that_is_named()
    {
        var client = new AuditTrail.AuditTrailClient(service.Channel());

        await Should.ThrowAsync<RpcException>(async () => await client.ListEntriesAsync(new ListEntriesRequest { TenantId = Guid.CreateVersion7().ToString(), Limit = 1 }));
        (await Should.ThrowAsync<RpcException>(async () => await client.ListEntriesAsync(new ListEntriesRequest { TenantId = "acme", Limit = 1 }, TenantsFixture.ServiceMetadata))).StatusCode
            .ShouldBe(StatusCode.InvalidArgument);
    }

    private async Task<List<string>> ActionsAsync(Company company, ListEntriesRequest request)
    {
        request.Limit = 50;
        return [.. (await ListAsync(request, company)).Entries.Select(entry => entry.Action)];
    }

    private async Task<ListEntriesResponse> ListAsync(ListEntriesRequest request, Company company)
    {
        request.TenantId = company.Id.ToString();
        return await new AuditTrail.AuditTrailClient(service.Channel()).ListEntriesAsync(request, TenantsFixture.ServiceMetadata);
    }
}
