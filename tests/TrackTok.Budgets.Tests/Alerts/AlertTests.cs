using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Tests.Alerts;

public sealed class AlertTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Jumping_over_both_raises_both()
    {
        var tenant = fixture.NewTenant();
        await tenant.BudgetAsync(new { amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("101.00"));
        var alerts = await tenant.AlertsAsync();
        alerts.Select(alert => (alert.Text("kind"), alert.Text("severity"))).Order().ShouldBe([("budget_exceeded", "critical"), ("budget_threshold", "warning")]);
        alerts.ShouldAllBe(alert => alert.Text("message") == "101.00 of 100.00 USD are spent (101.00 %) from 2025-01-01 to 2025-01-31: 1.00 too much.");
    }

    [Fact]
    public async Task Is_resolved_when_spending_falls_and_raised_anew_when_it_rises()
    {
        var tenant = fixture.NewTenant();
        await tenant.BudgetAsync(new { amount = "100.00" });
        var id = Guid.CreateVersion7();
        await tenant.TellAsync(tenant.Expense("85.00", expenseId: id));
        await tenant.TellAsync(tenant.Expense("20.00", expenseId: id, version: 2));
        (await tenant.AlertsAsync()).ShouldHaveSingleItem().GetProperty("resolved_at").ValueKind.ShouldBe(JsonValueKind.String);
        await tenant.TellAsync(tenant.Expense("85.00", expenseId: id, version: 3));
        var alerts = await tenant.AlertsAsync();
        alerts.Select(alert => alert.GetProperty("resolved_at").ValueKind).ShouldBe([JsonValueKind.Null, JsonValueKind.String]);
        await tenant.TellAsync(tenant.Expense("85.00", expenseId: id, version: 4, deleted: true));
        (await tenant.AlertsAsync()).ShouldAllBe(alert => alert.GetProperty("resolved_at").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task None_is_raised_when_they_are_switched_off()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00", alert_enabled = false });
        await tenant.TellAsync(tenant.Expense("500.00"));
        (await tenant.AlertsAsync()).ShouldBeEmpty();
        (await tenant.StatusAsync(budget)).GetProperty("exceeded").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Explains_itself()
    {
        var tenant = fixture.NewTenant();
        var category = Guid.CreateVersion7();
        var budget = await tenant.BudgetAsync(new { amount = "100.00", scope = new { category_ids = new[] { category }, tags = new[] { "office" } } });
        await tenant.TellAsync([.. Enumerable.Range(1, 8).Select(day => tenant.Expense("12.00", $"2025-01-0{day}", category: category, tags: "office")), tenant.Expense("55.00", category: category)]);
        var alert = (await tenant.AlertsAsync()).ShouldHaveSingleItem();
        alert.Text("title").ShouldBe("Monthly Office Budget has reached 80 %");
        alert.Text("message").ShouldBe("96.00 of 100.00 USD are spent (96.00 %) from 2025-01-01 to 2025-01-31; 4.00 are left.");
        var explanation = alert.GetProperty("explanation");
        explanation.GetProperty("rule").Text("budget_id").ShouldBe(budget.Id());
        explanation.GetProperty("rule").GetProperty("percent").GetInt32().ShouldBe(80);
        explanation.GetProperty("figures").Text("spent").ShouldBe("96.00");
        explanation.GetProperty("expenses").EnumerateArray().Select(expense => expense.Text("expense_date")).ShouldBe(["2025-01-08", "2025-01-07", "2025-01-06", "2025-01-05", "2025-01-04"]);
        explanation.Text("would_pass").ShouldBe("Spent below 80.00 USD would be under the threshold.");
        explanation.Text("what_to_do").ShouldNotBeEmpty();
        (await tenant.GetAsync(explanation.Text("drill_down")["/api/v1".Length..])).GetProperty("items").GetArrayLength().ShouldBe(8);
        (await tenant.GetAsync("/alerts/" + alert.Id())).ToString().ShouldBe(alert.ToString());
    }

    [Fact]
    public async Task Read_and_dismissed_are_each_persons_own_and_stick()
    {
        var (tenant, alert) = await RaisedAsync();
        var analyst = tenant.As(Role.Analyst);
        (await PatchAsync(tenant.Owner, alert, new { read = true })).GetProperty("read").GetBoolean().ShouldBeTrue();
        (await PatchAsync(tenant.Owner, alert, new { dismissed = true })).GetProperty("read").GetBoolean().ShouldBeTrue();
        (await tenant.AlertsAsync("?read=true&dismissed=true")).Count.ShouldBe(1);
        (await tenant.AlertsAsync("?read=false", analyst)).Count.ShouldBe(2);
        (await PatchAsync(tenant.Owner, alert, new { read = false, dismissed = false })).GetProperty("dismissed").GetBoolean().ShouldBeFalse();
        (await tenant.AlertsAsync("?read=false")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Marking_all_read_leaves_later_ones_unread()
    {
        var (tenant, alert) = await RaisedAsync();
        await PatchAsync(tenant.Owner, alert, new { read = true });
        await PatchAsync(tenant.Owner, alert, new { read = false });
        var marked = await tenant.Owner.PostAsync("/api/v1/alerts/mark-all-read", null);
        JsonElement.Parse(await marked.Content.ReadAsStringAsync()).GetProperty("marked").GetInt32().ShouldBe(2);
        (await tenant.AlertsAsync("?read=false")).ShouldBeEmpty();
        (await tenant.AlertsAsync("?read=false", tenant.As(Role.Admin))).Count.ShouldBe(2);

        await tenant.BudgetAsync(new { amount = "1.00", name = "Later", alert_threshold = 100 });
        (await tenant.AlertsAsync("?read=false")).Count.ShouldBe(2);
        (await PatchAsync(tenant.Owner, alert, new { read = false })).GetProperty("read").GetBoolean().ShouldBeFalse();
        (await tenant.AlertsAsync("?read=false")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Its_tag_changes_with_what_one_does_with_it()
    {
        var (tenant, alert) = await RaisedAsync();
        var path = "/api/v1/alerts/" + alert.Id();
        var tag = (await tenant.Owner.GetAsync(path)).Headers.ETag!;
        (await tenant.Owner.PostAsync("/api/v1/alerts/mark-all-read", null)).EnsureSuccessStatusCode();
        (await tenant.Owner.GetAsync(path)).Headers.ETag.ShouldNotBe(tag);
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = JsonContent.Create(new { dismissed = true }) };
        request.Headers.IfMatch.Add(tag);
        (await tenant.Owner.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        tag = (await tenant.Owner.GetAsync(path)).Headers.ETag!;
        (await PatchAsync(tenant.Owner, alert, new { dismissed = true })).GetProperty("version").GetInt64().ShouldBe(long.Parse(tag.Tag.Trim('"'), null) + 1);
        (await tenant.Owner.GetAsync(path)).Headers.ETag!.Tag.ShouldBe($"\"{long.Parse(tag.Tag.Trim('"'), null) + 1}\"");
    }

    [Fact]
    public async Task Marked_many_times_at_once_is_marked_for_all()
    {
        var (tenant, alert) = await RaisedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => tenant.Owner.PatchAsJsonAsync("/api/v1/alerts/" + alert.Id(), n % 2 == 0 ? new { read = (bool?)true } : (object)new { dismissed = true }))));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var marked = await tenant.GetAsync("/alerts/" + alert.Id());
        (marked.GetProperty("read").GetBoolean(), marked.GetProperty("dismissed").GetBoolean()).ShouldBe((true, true));
    }

    [Fact]
    public async Task Counts_alerts_by_kind_and_severity()
    {
        var (tenant, alert) = await RaisedAsync();
        await PatchAsync(tenant.Owner, alert, new { read = true, dismissed = true });
        (await tenant.GetAsync("/alerts/stats")).ToString().ShouldBe(
            """{"total":2,"unread":1,"dismissed":1,"open":2,"by_kind":[{"name":"budget_exceeded","count":1,"unread":0},{"name":"budget_threshold","count":1,"unread":1}],"by_severity":[{"name":"critical","count":1,"unread":0},{"name":"warning","count":1,"unread":1}]}""");
        (await tenant.AlertsAsync("?kind=budget_exceeded&severity=critical")).ShouldHaveSingleItem().Id().ShouldBe(alert.Id());
        var page = await tenant.GetAsync("/alerts?limit=1&include=total");
        page.GetProperty("total").GetInt64().ShouldBe(2);
        (await tenant.GetAsync("/alerts?limit=1&cursor=" + page.Text("next_cursor"))).GetProperty("has_more").GetBoolean().ShouldBeFalse();
    }

    /// <summary>A tenant with one alert of each kind, and the one of the budget that is exceeded.</summary>
    private async Task<(TestTenant Tenant, JsonElement Exceeded)> RaisedAsync()
    {
        var tenant = fixture.NewTenant();
        await tenant.BudgetAsync(new { amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("120.00"));
        return (tenant, (await tenant.AlertsAsync("?kind=budget_exceeded")).Single());
    }

    private static async Task<JsonElement> PatchAsync(HttpClient client, JsonElement alert, object patch)
    {
        var answer = await client.PatchAsJsonAsync("/api/v1/alerts/" + alert.Id(), patch);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }
}
