using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.Tenants.Tests.Members;

/// <summary>Closing the company, and everything that decides who owns it, asks for a proof of the last quarter of an hour.</summary>
public sealed class OwnershipProofTests(TenantsFixture service)
{
    [Theory]
    [InlineData("owner")]
    [InlineData("member")]
    public async Task Who_becomes_an_owner_or_is_one_no_more_is_decided_on_a_fresh_proof(string role)
    {
        var company = await service.NewCompanyAsync("professional");
        var other = await company.AddAsync(role == "owner" ? Role.Admin : Role.Owner);
        using var old = Client(company, minutes: 16);

        using var refused = await old.PatchAsJsonAsync($"/api/v1/members/{other}", new { role });

        (refused.StatusCode, await refused.CodeAsync()).ShouldBe((HttpStatusCode.Forbidden, "step_up_required"));
        (await company.Owner.ReadAsync($"/api/v1/members/{other}")).GetProperty("role").GetString().ShouldNotBe(role);
        using var fresh = Client(company, minutes: 14);
        (await fresh.PatchAsJsonAsync($"/api/v1/members/{other}", new { role })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_owner_is_not_deactivated_or_removed_without_one()
    {
        var company = await service.NewCompanyAsync("professional");
        var other = await company.AddAsync(Role.Owner);
        using var old = Client(company, minutes: 16);

        (await (await old.PatchAsJsonAsync($"/api/v1/members/{other}", new { active = false })).CodeAsync()).ShouldBe("step_up_required");
        (await (await old.DeleteAsync($"/api/v1/members/{other}")).CodeAsync()).ShouldBe("step_up_required");
        (await service.IsRevokedAsync(RevocationSubject.Member(company.Id, other))).ShouldBeFalse();

        using var fresh = Client(company, minutes: 0);
        (await fresh.DeleteAsync($"/api/v1/members/{other}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_owner_is_invited_on_a_fresh_proof()
    {
        var company = await service.NewCompanyAsync("professional");
        using var old = Client(company, minutes: 16);
        (await (await old.PostAsJsonAsync("/api/v1/invitations", new { email = "jane@example.com", role = "owner" })).CodeAsync()).ShouldBe("step_up_required");

        using var sent = await company.Owner.PostAsJsonAsync("/api/v1/invitations", new { email = "jane@example.com", role = "owner" });

        sent.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await sent.JsonAsync()).GetProperty("id").GetString();
        (await (await old.PostAsync($"/api/v1/invitations/{id}/resend", null)).CodeAsync()).ShouldBe("step_up_required");
        (await old.DeleteAsync($"/api/v1/invitations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Everybody_else_is_dealt_with_without_one()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        using var old = Client(company, minutes: 16);

        (await old.PatchAsJsonAsync($"/api/v1/members/{member}", new { role = "admin" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await old.PostAsJsonAsync("/api/v1/invitations", new { email = "joe@example.com", role = "admin" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await old.DeleteAsync($"/api/v1/members/{member}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_company_is_closed_on_a_fresh_proof_and_reopened_without()
    {
        var company = await service.NewCompanyAsync();
        using var old = Client(company, minutes: 16);
        (await (await old.PostAsJsonAsync("/api/v1/tenant/close", new { subdomain = company.Subdomain })).CodeAsync()).ShouldBe("step_up_required");

        (await company.Owner.PostAsJsonAsync("/api/v1/tenant/close", new { subdomain = company.Subdomain })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await old.PostAsync("/api/v1/tenant/reopen", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_never_decides_who_owns_the_company()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        using var key = service.Anonymous();
        key.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.With(new()
        {
            [TokenClaims.Subject] = company.OwnerId.ToString(),
            [TokenClaims.TenantId] = company.Id.ToString(),
            [TokenClaims.Role] = "owner",
            [TokenClaims.Scope] = "members.change",
            [TokenClaims.ProvedAt] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        }));

        (await (await key.PatchAsJsonAsync($"/api/v1/members/{member}", new { role = "owner" })).CodeAsync()).ShouldBe("not_for_keys");
        (await key.PatchAsJsonAsync($"/api/v1/members/{member}", new { role = "analyst" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void These_routes_and_no_others_ask_for_it()
    {
        Named<RecentProof>().ShouldBe(["PATCH /api/v1/platform/tenants/{id:guid}", "POST /api/v1/platform/tenants/{id:guid}/reactivate", "POST /api/v1/platform/tenants/{id:guid}/suspend", "POST /api/v1/tenant/close", "PUT /api/v1/tenant/second-factor"]);
        Named<RecentProofForSome>().ShouldBe(["DELETE /api/v1/members/{user_id:guid}", "PATCH /api/v1/members/{user_id:guid}", "POST /api/v1/invitations/", "POST /api/v1/invitations/{id:guid}/resend"]);
    }

    private IEnumerable<string> Named<TMetadata>()
        where TMetadata : class => service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<TMetadata>() is not null).Select(route => $"{route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} {route.RoutePattern.RawText}").Order();

    /// <summary>The owner, who proved so long ago who they are.</summary>
    private static HttpClient Client(Company company, int minutes)
    {
        var client = company.Service.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(company.Id, company.OwnerId, Role.Owner, issuedAt: TimeProvider.System.GetUtcNow().AddMinutes(-minutes)));
        return client;
    }
}
