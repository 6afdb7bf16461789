using System.Net;
using System.Net.Http.Json;
using TrackTok.Demo;

namespace TrackTok.Journeys;

public sealed class OperatorTests(TrackTokSystem system)
{
    [Fact]
    public async Task An_operator_lifts_limits_suspends_and_reactivates_and_each_counts_with_the_next_request()
    {
        using var http = DemoApi.Client(system.Gateway);
        var platform = (await DemoApi.SignInAsync(http, null, DemoPlan.Operator, CancellationToken.None))!.Value.Api;
        var company = await Company.SignUpAsync(system);
        await company.SpendAsync(10m);
        for (var n = 2; n <= 3; n++) await company.PostAsync("/projects", new { name = "Project " + n });
        (await company.TryAsync("/projects", new { name = "Project 4" })).ShouldBe(HttpStatusCode.Forbidden);

        var found = (await platform.GetAsync("/platform/tenants?q=" + company.Subdomain, CancellationToken.None)).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        found.GetProperty("owner").GetProperty("email").GetString().ShouldBe($"owner@{company.Subdomain}.example.com");
        found.GetProperty("limits").EnumerateArray().Single(limit => limit.GetProperty("name").GetString() == "projects").GetProperty("used").GetInt64().ShouldBe(3);

        await platform.PatchAsync("/platform/tenants/" + company.Id, new { plan = "professional" }, CancellationToken.None);
        (await company.TryAsync("/projects", new { name = "Project 4" })).ShouldBe(HttpStatusCode.Created);

        await platform.PostAsync($"/platform/tenants/{company.Id}/suspend", new { reason = "Unpaid" }, "suspend-" + company.Id, CancellationToken.None);
        (await company.StatusOfAsync("/expenses")).ShouldBe(HttpStatusCode.Forbidden);
        (await company.StatusOfAsync("/reports/summary")).ShouldBe(HttpStatusCode.Forbidden);
        (await LogInAsync(http, company)).ShouldBe(HttpStatusCode.Forbidden);

        await platform.PostAsync($"/platform/tenants/{company.Id}/reactivate", new { reason = "Paid" }, "reactivate-" + company.Id, CancellationToken.None);
        await Eventually.HoldsAsync(() => LogInAsync(http, company), status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_an_operator_and_an_owner_did_stands_in_one_trail()
    {
        using var http = DemoApi.Client(system.Gateway);
        var platform = (await DemoApi.SignInAsync(http, null, DemoPlan.Operator, CancellationToken.None))!.Value;
        var company = await Company.SignUpAsync(system);
        await company.SpendAsync(10m);
        await company.BudgetAsync(100m);
        await platform.Api.PatchAsync("/platform/tenants/" + company.Id, new { plan = "professional" }, CancellationToken.None);

        var trail = (await company.GetAsync("/audit?limit=100")).GetProperty("items").EnumerateArray().ToList();

        trail.Select(entry => entry.GetProperty("service").GetString()).Distinct().Order().ShouldBe(["budgets", "expenses", "identity", "tenants"]);
        var changed = trail.Single(entry => entry.GetProperty("action").GetString() == "tenant.plan_changed");
        changed.GetProperty("actor_id").GetString().ShouldBe(platform.Session.GetProperty("user").GetProperty("id").GetString());
        changed.GetProperty("changes").GetProperty("plan").EnumerateArray().Select(value => value.GetString()).ShouldBe(["basic", "professional"]);
        trail.Select(entry => entry.GetProperty("action").GetString()).ShouldContain("expense.recorded");
        (await company.GetAsync("/audit?action=budget.created")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static async Task<HttpStatusCode> LogInAsync(HttpClient http, Company company)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login")
        {
            Content = JsonContent.Create(new { email = $"owner@{company.Subdomain}.example.com", password = "SecurePass123!" }),
            Headers = { { "X-Tenant-Id", company.Subdomain } },
        };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
