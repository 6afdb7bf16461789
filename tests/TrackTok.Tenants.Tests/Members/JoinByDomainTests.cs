using Grpc.Core;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using static TrackTok.Tenants.Tests.Requests;
using static TrackTok.Testing.ServiceFixture<TrackTok.Tenants.Data.TenantsDbContext, TrackTok.Tenants.Data.TenantsDbContext>;

namespace TrackTok.Tenants.Tests.Members;

/// <summary>Membership by a domain that the company proved, for whom Identity vouches.</summary>
public sealed class JoinByDomainTests(TenantsFixture service)
{
    [Fact]
    public async Task Makes_a_member_once_and_tells_it()
    {
        var (company, domain) = await FoundAsync("professional");
        var wanted = Joining(company, domain, "analyst");
        foreach (var membership in new[] { await service.Rpc.JoinByDomainAsync(wanted, ServiceMetadata), await service.Rpc.JoinByDomainAsync(wanted, ServiceMetadata) })
            (membership.Role, membership.Active, membership.Tenant.Id).ShouldBe(("analyst", true, company.Id.ToString()));
        (await service.ToldAsync("MemberRevised", company.Id)).Count(told => told.GetProperty("userId").GetString() == wanted.UserId).ShouldBe(1);
        (await service.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE tenant_id = '{company.Id}' AND action = 'member.joined_by_domain'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("mail.")]
    [InlineData("x")]
    public async Task Takes_exactly_the_domain_that_was_proved(string before)
    {
        var (company, domain) = await FoundAsync("professional");
        (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(Joining(company, before + domain), ServiceMetadata).ResponseAsync)).ShouldBe((StatusCode.PermissionDenied, "domain_not_verified"));
        (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(Joining(company, domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..]), ServiceMetadata).ResponseAsync)).Code.ShouldBe("domain_not_verified");
    }

    [Fact]
    public async Task A_domain_that_is_not_proved_yet_or_another_companys_lets_nobody_in()
    {
        var (company, domain) = await FoundAsync("professional");
        var (other, _) = await FoundAsync("professional");
        (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(Joining(other, domain), ServiceMetadata).ResponseAsync)).Code.ShouldBe("domain_not_verified");
        await service.Database.ExecuteAsync($"UPDATE tenant_domains SET verified_at = NULL WHERE tenant_id = '{company.Id}'");
        (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(Joining(company, domain), ServiceMetadata).ResponseAsync)).Code.ShouldBe("domain_not_verified");
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    [InlineData("")]
    public async Task Nobody_becomes_more_than_a_member_or_an_analyst(string role)
    {
        var (company, domain) = await FoundAsync("professional");
        (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(Joining(company, domain, role), ServiceMetadata).ResponseAsync)).ShouldBe((StatusCode.InvalidArgument, "validation_failed"));
    }

    [Fact]
    public async Task Sixteen_at_once_never_pass_the_plans_limit_together()
    {
        var (company, domain) = await FoundAsync("professional");
        for (var i = 0; i < 44; i++) await company.AddAsync(Role.Member);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            try
            {
                await service.Rpc.JoinByDomainAsync(Joining(company, domain), ServiceMetadata);
                return "joined";
            }
            catch (RpcException e)
            {
                return e.Trailers.GetValue("code");
            }
        }));
        (answers.Count(answer => answer == "joined"), answers.Count(answer => answer == "plan_limit_reached")).ShouldBe((5, 11));
    }

    [Fact]
    public async Task Who_was_deactivated_or_removed_stays_out_and_who_is_invited_accepts_first()
    {
        var (company, domain) = await FoundAsync("professional");
        var (out1, out2) = (Joining(company, domain), Joining(company, domain));
        foreach (var joining in new[] { out1, out2 }) await service.Rpc.JoinByDomainAsync(joining, ServiceMetadata);
        (await company.Owner.PatchAsync($"/api/v1/members/{out1.UserId}", System.Net.Http.Json.JsonContent.Create(new { active = false }))).EnsureSuccessStatusCode();
        (await company.Owner.DeleteAsync($"/api/v1/members/{out2.UserId}")).EnsureSuccessStatusCode();
        foreach (var joining in new[] { out1, out2 })
            (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(joining, ServiceMetadata).ResponseAsync)).ShouldBe((StatusCode.PermissionDenied, "account_inactive"));

        var invited = Joining(company, domain);
        (await company.Owner.PostAsync("/api/v1/invitations", System.Net.Http.Json.JsonContent.Create(new { email = invited.Email.ToUpperInvariant(), role = "admin" }))).EnsureSuccessStatusCode();
        (await RefusalAsync(() => service.Rpc.JoinByDomainAsync(invited, ServiceMetadata).ResponseAsync)).ShouldBe((StatusCode.AlreadyExists, "invitation_waiting"));
    }

    [Fact]
    public async Task Tells_the_domains_that_are_proved_and_no_others()
    {
        var (company, domain) = await FoundAsync("professional");
        (await company.Owner.PostAsync("/api/v1/tenant/domains", System.Net.Http.Json.JsonContent.Create(new { domain = "unproved." + domain }))).EnsureSuccessStatusCode();
        (await service.Rpc.ListProvedDomainsAsync(new ListProvedDomainsRequest { TenantId = company.Id.ToString() }, ServiceMetadata)).Domains.ShouldBe([domain]);
    }

    private async Task<(Company Company, string Domain)> FoundAsync(string plan)
    {
        var (company, domain) = (await service.NewCompanyAsync(plan), Word("d") + ".example.org");
        var added = await (await company.Owner.PostAsync("/api/v1/tenant/domains", System.Net.Http.Json.JsonContent.Create(new { domain }))).JsonAsync();
        service.Internet.Records["_tracktok." + domain] = [added.GetProperty("proof").GetProperty("dns").GetProperty("value").GetString()!];
        (await company.Owner.PostAsync($"/api/v1/tenant/domains/{added.GetProperty("id").GetString()}/verify", null)).EnsureSuccessStatusCode();
        return (company, domain);
    }

    private static JoinByDomainRequest Joining(Company company, string domain, string role = "member")
    {
        var id = Guid.CreateVersion7();
        return new JoinByDomainRequest { TenantId = company.Id.ToString(), UserId = id.ToString(), Email = $"p{id:N}@{domain}", FirstName = "Jane", LastName = "Doe", Role = role };
    }
}
