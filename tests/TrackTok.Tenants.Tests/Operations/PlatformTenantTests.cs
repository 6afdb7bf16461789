using System.Net;
using System.Net.Http.Json;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Tenants.Tests.Operations;

public sealed class PlatformTenantTests(TenantsFixture service)
{
    [Fact]
    public async Task Finds_tenants_by_name_or_subdomain_with_owner_plan_and_real_usage()
    {
        var company = await service.NewCompanyAsync("professional");
        service.Expenses.Usage[company.Id.ToString()] = new GetUsageResponse { Usage = { new Usage { Limit = "projects", Used = 7 } } };
        using var platform = service.Operator();

        var found = await platform.ReadAsync($"/api/v1/platform/tenants?q={company.Subdomain.ToUpperInvariant()}");

        var tenant = found.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (tenant.GetProperty("id").GetGuid(), tenant.GetProperty("plan").GetString(), tenant.GetProperty("status").GetString()).ShouldBe((company.Id, "professional", "active"));
        tenant.GetProperty("owner").GetProperty("email").GetString().ShouldBe("owner@example.com");
        var limits = tenant.GetProperty("limits").EnumerateArray().ToDictionary(limit => limit.GetProperty("name").GetString()!, limit => limit);
        (limits["members"].GetProperty("used").GetInt64(), limits["members"].GetProperty("max").GetInt64(), limits["projects"].GetProperty("used").GetInt64()).ShouldBe((1, 50, 7));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    public async Task Looks_for_what_was_typed_and_not_for_a_pattern(string q)
    {
        await service.NewCompanyAsync();

        (await service.Operator().ReadAsync("/api/v1/platform/tenants?q=" + Uri.EscapeDataString(q))).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Pages_through_all_the_newest_first()
    {
        var name = Requests.Word("pages");
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add(Guid.Parse((await service.CreateAsync(Requests.NewTenant(name))).Id));
        using var platform = service.Operator();

        var seen = new List<Guid>();
        for (var path = $"/api/v1/platform/tenants?q={name}&limit=2&include=total"; ;)
        {
            var page = await platform.ReadAsync(path);
            page.GetProperty("total").GetInt64().ShouldBe(5);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            if (!page.GetProperty("has_more").GetBoolean()) break;
            path = $"/api/v1/platform/tenants?q={name}&limit=2&include=total&cursor={page.GetProperty("next_cursor").GetString()}";
        }

        ids.Reverse();
        seen.ShouldBe(ids);
    }

    [Fact]
    public async Task Refuses_unknown_filters_and_foreign_cursors()
    {
        using var platform = service.Operator();
        foreach (var query in new[] { "plan=gold", "status=gone", "owner=me", "cursor=nonsense", "limit=0" })
            (await platform.GetAsync("/api/v1/platform/tenants?" + query)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, query);
    }

    [Fact]
    public async Task Another_plan_counts_at_once_is_told_and_audited_in_the_operators_name()
    {
        var company = await service.NewCompanyAsync();
        var by = Guid.CreateVersion7();
        using var platform = service.Operator(by);

        using var answer = await platform.PatchAsJsonAsync($"/api/v1/platform/tenants/{company.Id}", new { plan = "professional" });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.JsonAsync()).GetProperty("plan").GetString().ShouldBe("professional");
        await company.AddAsync(Role.Member);
        (await service.ToldAsync("TenantRevised", company.Id))[^1].GetProperty("plan").GetString().ShouldBe("professional");
        (await service.Database.ScalarAsync<Guid>($"SELECT actor_id FROM audit_entries WHERE tenant_id = '{company.Id}' AND action = 'tenant.plan_changed'")).ShouldBe(by);
    }

    [Fact]
    public async Task A_smaller_plan_keeps_what_is_there_and_blocks_growth()
    {
        var company = await service.NewCompanyAsync("professional");
        var member = await company.AddAsync(Role.Member);
        var other = await company.AddAsync(Role.Member);
        await company.Owner.PatchAsJsonAsync($"/api/v1/members/{other}", new { active = false });
        using var platform = service.Operator();

        (await platform.PatchAsJsonAsync($"/api/v1/platform/tenants/{company.Id}", new { plan = "basic" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await company.Owner.ReadAsync($"/api/v1/members/{member}")).GetProperty("active").GetBoolean().ShouldBeTrue();
        using var refused = await company.Owner.PatchAsJsonAsync($"/api/v1/members/{other}", new { active = true });
        (refused.StatusCode, await refused.CodeAsync()).ShouldBe((HttpStatusCode.Forbidden, "plan_limit_reached"));
    }

    [Theory]
    [InlineData("""{"plan":"gold"}""")]
    [InlineData("""{"plan":null}""")]
    [InlineData("""{"status":"suspended"}""")]
    public async Task Refuses_an_unfit_change(string body)
    {
        var company = await service.NewCompanyAsync();

        using var response = await service.Operator().PatchAsync($"/api/v1/platform/tenants/{company.Id}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Refuses_a_change_of_an_outdated_version()
    {
        var company = await service.NewCompanyAsync("professional");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/platform/tenants/{company.Id}") { Content = JsonContent.Create(new { plan = "basic" }) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        (await service.Operator().SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Suspending_ends_every_token_at_once_and_reactivating_lets_people_in_again()
    {
        var company = await service.NewCompanyAsync();
        using var owner = company.Owner;
        using var platform = service.Operator();

        (await PostAsync(platform, company.Id, "suspend", "Unpaid")).ShouldBe(HttpStatusCode.OK);

        (await owner.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.IsRevokedAsync(RevocationSubject.Tenant(company.Id))).ShouldBeTrue();
        var shown = await platform.ReadAsync($"/api/v1/platform/tenants/{company.Id}");
        (shown.GetProperty("status").GetString(), shown.GetProperty("suspension_reason").GetString()).ShouldBe(("suspended", "Unpaid"));
        (await platform.ReadAsync($"/api/v1/platform/tenants?status=suspended&q={company.Subdomain}")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await PostAsync(platform, company.Id, "suspend", "Again")).ShouldBe(HttpStatusCode.Conflict);

        (await PostAsync(platform, company.Id, "reactivate", "Paid")).ShouldBe(HttpStatusCode.OK);

        (await company.Owner.GetAsync("/api/v1/tenant")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(platform, company.Id, "reactivate", "Again")).ShouldBe(HttpStatusCode.Conflict);
        (await service.Database.ScalarAsync<string>($"SELECT string_agg(action, ' ' ORDER BY action) FROM audit_entries WHERE tenant_id = '{company.Id}' AND action LIKE 'tenant.%'"))
            .ShouldBe("tenant.created tenant.reactivated tenant.reactivation_reason tenant.suspended");
    }

    [Fact]
    public async Task An_operator_whose_proof_is_old_may_look_and_change_nothing()
    {
        var company = await service.NewCompanyAsync();
        using var platform = service.Operator(provedAt: TimeProvider.System.GetUtcNow().AddMinutes(-16));

        (await platform.GetAsync($"/api/v1/platform/tenants/{company.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var act in (string[])["suspend", "reactivate"])
            (await (await platform.PostAsJsonAsync($"/api/v1/platform/tenants/{company.Id}/{act}", new { reason = "Unpaid" })).CodeAsync()).ShouldBe("step_up_required");
        (await (await platform.PatchAsJsonAsync($"/api/v1/platform/tenants/{company.Id}", new { plan = "professional" })).CodeAsync()).ShouldBe("step_up_required");
    }

    [Fact]
    public async Task A_reason_is_asked_for()
    {
        var company = await service.NewCompanyAsync();

        (await PostAsync(service.Operator(), company.Id, "suspend", " ")).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_repeated_suspension_with_the_same_key_answers_as_the_first()
    {
        var company = await service.NewCompanyAsync();
        using var platform = service.Operator();
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/platform/tenants/{company.Id}/suspend") { Content = JsonContent.Create(new { reason = "Unpaid" }) };
            request.Headers.Add("Idempotency-Key", "suspend-" + company.Subdomain);
            answers.Add(await platform.SendAsync(request));
        }

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        answers[1].Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
    }

    [Fact]
    public async Task Of_nothing_there_is_nothing() =>
        (await service.Operator().GetAsync($"/api/v1/platform/tenants/{Guid.CreateVersion7()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, Guid id, string verb, string reason)
    {
        using var response = await client.PostAsJsonAsync($"/api/v1/platform/tenants/{id}/{verb}", new { reason });
        return response.StatusCode;
    }
}
