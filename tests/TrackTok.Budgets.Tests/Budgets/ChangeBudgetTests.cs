using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Budgets.Tests.Budgets;

public sealed class ChangeBudgetTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Many_changes_at_once_follow_each_other_and_one_deletes()
    {
        var tenant = fixture.NewTenant();
        var path = "/api/v1/budgets/" + (await tenant.BudgetAsync()).Id();
        Task<HttpResponseMessage[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> write) => Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => write(n))));

        (await AtOnceAsync(n => tenant.Owner.PatchAsJsonAsync(path, new { name = $"Name {n}" }))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);

        var deleted = await AtOnceAsync(_ => tenant.Owner.DeleteAsync(path));
        (deleted.Count(answer => answer.StatusCode == HttpStatusCode.NoContent), deleted.Count(answer => answer.StatusCode == HttpStatusCode.NotFound)).ShouldBe((1, 7));
    }

    [Fact]
    public async Task Changes_what_is_given_and_counts_anew()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        await tenant.TellAsync(tenant.Expense("60.00", tags: ["travel"]), tenant.Expense("40.00"), tenant.Expense("7.00", "2025-02-03"));
        var changed = await PatchAsync(tenant, budget, new { name = "Travel", scope = new { tags = new[] { "Travel" } } });
        changed.Text("name").ShouldBe("Travel");
        changed.Text("amount").ShouldBe("5000.00");
        changed.GetProperty("version").GetInt64().ShouldBe(2);
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("60.00");
        await PatchAsync(tenant, budget, new Dictionary<string, object?> { ["scope"] = null, ["end_date"] = null });
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("100.00");
        (await tenant.StatusAsync(budget, "2025-02-01")).Text("spent").ShouldBe("7.00");
    }

    [Fact]
    public async Task Follows_another_length_of_period_also_where_periods_begin_on_the_same_day()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { end_date = (string?)null, amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("90.00"), tenant.Expense("90.00", "2025-03-31"));
        (await tenant.AlertsAsync()).Count.ShouldBe(2);
        await PatchAsync(tenant, budget, new { period = "quarterly", amount = "300.00" });
        var status = await tenant.StatusAsync(budget);
        status.Text("spent").ShouldBe("180.00");
        status.GetProperty("period").Text("end").ShouldBe("2025-03-31");
        (await tenant.AlertsAsync()).ShouldAllBe(alert => alert.GetProperty("resolved_at").ValueKind == JsonValueKind.String);
        await tenant.TellAsync(tenant.Expense("60.00"));
        (await tenant.AlertsAsync()).Count(alert => alert.GetProperty("resolved_at").ValueKind == JsonValueKind.Null).ShouldBe(1);
    }

    [Fact]
    public async Task A_larger_amount_resolves_and_a_smaller_one_raises()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("85.00"));
        await PatchAsync(tenant, budget, new { amount = "1000.00" });
        (await tenant.AlertsAsync()).ShouldHaveSingleItem().GetProperty("resolved_at").ValueKind.ShouldBe(JsonValueKind.String);
        await PatchAsync(tenant, budget, new { amount = "80.00" });
        (await tenant.AlertsAsync()).Take(2).Select(alert => alert.Text("kind")).Order().ShouldBe(["budget_exceeded", "budget_threshold"]);
    }

    [Fact]
    public async Task Moving_the_single_threshold_leaves_the_others()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { thresholds = new[] { 50, 95 } });
        (await PatchAsync(tenant, budget, new { alert_threshold = 70 })).GetProperty("thresholds").ToString().ShouldBe("[50,70,95]");
        var replaced = await PatchAsync(tenant, budget, new { thresholds = new[] { 60, 90 } });
        replaced.GetProperty("thresholds").ToString().ShouldBe("[60,90]");
        replaced.GetProperty("alert_threshold").GetInt32().ShouldBe(60);
    }

    [Fact]
    public async Task Refuses_what_a_new_budget_would_be_refused()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        foreach (var patch in new object[] { new { end_date = "2024-01-01" }, new { enforcement = "block" }, new Dictionary<string, object?> { ["name"] = null }, new { currency = "JPY", amount = "1.50" }, new { amout = "1.00" } })
            (await tenant.Owner.PatchAsJsonAsync("/api/v1/budgets/" + budget.Id(), patch)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, JsonSerializer.Serialize(patch));
        (await tenant.GetAsync("/budgets/" + budget.Id())).GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Refuses_a_change_made_on_an_outdated_version()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        await PatchAsync(tenant, budget, new { name = "Newer" });
        foreach (var method in new[] { HttpMethod.Patch, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/api/v1/budgets/" + budget.Id()) { Content = method == HttpMethod.Patch ? JsonContent.Create(new { name = "Mine" }) : null };
            request.Headers.Add("If-Match", "\"1\"");
            var answer = await tenant.Owner.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
            JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("differing").ToString().ShouldContain("name");
        }
    }

    [Fact]
    public async Task A_deleted_budget_is_gone_and_its_alerts_are_resolved()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("85.00"));
        (await tenant.Owner.DeleteAsync("/api/v1/budgets/" + budget.Id())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var path in new[] { "", "/status", "/periods", "/expenses" })
            (await tenant.Owner.GetAsync("/api/v1/budgets/" + budget.Id() + path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tenant.Owner.DeleteAsync("/api/v1/budgets/" + budget.Id())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tenant.GetAsync("/budgets")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await tenant.AlertsAsync()).ShouldHaveSingleItem().GetProperty("resolved_at").ValueKind.ShouldBe(JsonValueKind.String);
        await tenant.TellAsync(tenant.Expense("500.00"));
        (await tenant.AlertsAsync()).Count.ShouldBe(1);
    }

    private static async Task<JsonElement> PatchAsync(TestTenant tenant, JsonElement budget, object patch)
    {
        var answer = await tenant.Owner.PatchAsJsonAsync("/api/v1/budgets/" + budget.Id(), patch);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }
}
