using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Tenants.Domains;
using static TrackTok.Tenants.Tests.Requests;

namespace TrackTok.Tenants.Tests.Domains;

public sealed class CustomDomainTests(TenantsFixture service)
{
    [Fact]
    public async Task A_domain_leads_to_the_company_once_a_dns_record_proves_it_and_not_before()
    {
        var company = await service.NewCompanyAsync();
        var domain = await AddAsync(company);
        (await ResolveAsync(domain.Name)).ShouldBeNull();
        await RefusedAsync(company, domain.Id, "domain_unproved");
        (await ResolveAsync(domain.Name)).ShouldBeNull();

        service.Internet.Records["_tracktok." + domain.Name] = ["v=spf1 -all", domain.Proof];
        var verified = await VerifyAsync(company, domain.Id);

        (verified.GetProperty("status").GetString(), verified.GetProperty("verified_by").GetString()).ShouldBe(("active", "dns"));
        (await ResolveAsync(domain.Name)).ShouldBe(company.Id);
        var told = (await service.ToldAsync("DomainRevised", company.Id)).ShouldHaveSingleItem();
        (told.GetProperty("domain").GetString(), told.GetProperty("active").GetBoolean()).ShouldBe((domain.Name, true));
        (await VerifyAsync(company, domain.Id)).GetProperty("version").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_file_proves_it_too()
    {
        var company = await service.NewCompanyAsync();
        var domain = await AddAsync(company);
        service.Internet.Hosts[domain.Name] = IPAddress.Loopback;
        service.Internet.Files[domain.Name] = (200, domain.Proof + "\n");

        (await VerifyAsync(company, domain.Id)).GetProperty("verified_by").GetString().ShouldBe("file");

        (await ResolveAsync(domain.Name)).ShouldBe(company.Id);
    }

    [Fact]
    public async Task Neither_another_text_nor_a_redirection_nor_a_long_file_proves_anything()
    {
        var company = await service.NewCompanyAsync();
        var domain = await AddAsync(company);
        service.Internet.Records["_tracktok." + domain.Name] = [domain.Proof + "0", "tracktok-verification="];
        service.Internet.Records[domain.Name] = [domain.Proof];
        service.Internet.Hosts[domain.Name] = IPAddress.Loopback;
        foreach (var file in new[] { (302, "http://127.0.0.1/elsewhere"), (404, domain.Proof), (200, domain.Proof + new string(' ', 5000)), (200, "something else") })
        {
            service.Internet.Files[domain.Name] = file;
            await RefusedAsync(company, domain.Id, "domain_unproved");
        }
    }

    [Fact]
    public async Task A_domain_leads_to_one_company_and_when_removed_to_none()
    {
        var (first, second) = (await service.NewCompanyAsync(), await service.NewCompanyAsync());
        var domain = await AddAsync(first);
        var theirs = await AddAsync(second, domain.Name);
        service.Internet.Records["_tracktok." + domain.Name] = [domain.Proof, theirs.Proof];

        var outcomes = await Task.WhenAll(
            first.Owner.PostAsync($"/api/v1/tenant/domains/{domain.Id}/verify", null), second.Owner.PostAsync($"/api/v1/tenant/domains/{theirs.Id}/verify", null));
        outcomes.Select(outcome => outcome.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        var (winner, id) = outcomes[0].IsSuccessStatusCode ? (first, domain.Id) : (second, theirs.Id);
        var (loser, other) = winner == first ? (second, theirs.Id) : (first, domain.Id);
        (await ResolveAsync(domain.Name)).ShouldBe(winner.Id);
        await RefusedAsync(loser, other, "domain_taken");
        (await loser.Owner.DeleteAsync($"/api/v1/tenant/domains/{other}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ResolveAsync(domain.Name)).ShouldBe(winner.Id);

        (await winner.Owner.DeleteAsync($"/api/v1/tenant/domains/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await ResolveAsync(domain.Name)).ShouldBeNull();
        (await service.ToldAsync("DomainRevised", winner.Id))[^1].GetProperty("active").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("acme.localhost")]
    [InlineData("printer.local")]
    [InlineData("10.0.0.7")]
    [InlineData("intranet")]
    [InlineData("http://example.com")]
    [InlineData("exa mple.com")]
    [InlineData("-bad.example.com")]
    [InlineData("bücher.example.com")]
    [InlineData("")]
    public async Task Refuses_what_is_no_public_host_name(string name)
    {
        var company = await service.NewCompanyAsync();

        using var refused = await company.Owner.PostAsJsonAsync("/api/v1/tenant/domains", new { domain = name });

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Keeps_a_name_as_browsers_send_it_and_once()
    {
        var company = await service.NewCompanyAsync();
        var name = Word("Shop") + ".Example.COM.";

        (await AddAsync(company, name)).Name.ShouldBe(name.ToLowerInvariant().TrimEnd('.'));

        using var again = await company.Owner.PostAsJsonAsync("/api/v1/tenant/domains", new { domain = name });
        (again.StatusCode, await again.CodeAsync()).ShouldBe((HttpStatusCode.Conflict, "domain_added"));
    }

    [Fact]
    public async Task Ten_are_enough_however_many_are_added_at_once()
    {
        var company = await service.NewCompanyAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => company.Owner.PostAsJsonAsync("/api/v1/tenant/domains", new { domain = Word("d") + ".example.com" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        (await company.Owner.ReadAsync("/api/v1/tenant/domains?include=total")).GetProperty("total").GetInt64().ShouldBe(10);
    }

    [Fact]
    public async Task An_admin_gives_the_company_no_domain()
    {
        var company = await service.NewCompanyAsync("professional");
        var admin = await company.AddAsync(Role.Admin);

        (await company.As(admin, Role.Admin).PostAsJsonAsync("/api/v1/tenant/domains", new { domain = "example.com" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2606:4700:4700::1111", true)]
    public void Fetches_files_from_public_addresses_only(string address, bool isPublic) => PublicAddresses.Contains(IPAddress.Parse(address)).ShouldBe(isPublic);

    private static async Task<(Guid Id, string Name, string Proof)> AddAsync(Company company, string? name = null)
    {
        using var added = await company.Owner.PostAsJsonAsync("/api/v1/tenant/domains", new { domain = name ?? Word("shop") + ".example.com" });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var domain = await added.JsonAsync();
        domain.GetProperty("status").GetString().ShouldBe("pending");
        domain.GetProperty("proof").GetProperty("dns").GetProperty("name").GetString().ShouldBe("_tracktok." + domain.GetProperty("domain").GetString());
        return (domain.GetProperty("id").GetGuid(), domain.GetProperty("domain").GetString()!, domain.GetProperty("proof").GetProperty("dns").GetProperty("value").GetString()!);
    }

    private static async Task<JsonElement> VerifyAsync(Company company, Guid id)
    {
        using var verified = await company.Owner.PostAsync($"/api/v1/tenant/domains/{id}/verify", null);
        verified.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await verified.JsonAsync();
    }

    private static async Task RefusedAsync(Company company, Guid id, string code)
    {
        using var refused = await company.Owner.PostAsync($"/api/v1/tenant/domains/{id}/verify", null);
        (refused.StatusCode, await refused.CodeAsync()).ShouldBe((HttpStatusCode.Conflict, code));
    }

    private async Task<Guid?> ResolveAsync(string domain)
    {
        try
        {
            return Guid.Parse((await service.Rpc.ResolveTenantAsync(new ResolveTenantRequest { Domain = domain }, TenantsFixture.ServiceMetadata)).Id);
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.NotFound)
        {
            return null;
        }
    }
}
