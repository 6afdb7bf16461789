using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Budgets.Tests.Budgets;

public sealed class CreateBudgetTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Takes_the_body_of_the_seed()
    {
        var tenant = fixture.NewTenant();
        var answer = await tenant.Owner.PostAsJsonAsync("/api/v1/budgets/", TestTenant.Body());
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var budget = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        answer.Headers.Location!.ToString().ShouldBe("/api/v1/budgets/" + budget.Id());
        answer.Headers.ETag!.Tag.ShouldBe("\"1\"");
        budget.Text("amount").ShouldBe("5000.00");
        budget.Text("currency").ShouldBe("USD");
        budget.GetProperty("alert_threshold").GetInt32().ShouldBe(80);
        budget.GetProperty("thresholds").ToString().ShouldBe("[80]");
        budget.Text("rollover").ShouldBe("none");
        budget.Text("enforcement").ShouldBe("warn");
        (await tenant.GetAsync("/budgets/" + budget.Id())).ToString().ShouldBe(budget.ToString());
    }

    [Theory]
    [InlineData("amount", "0")]
    [InlineData("amount", "1.001")]
    [InlineData("amount", null)]
    [InlineData("name", " ")]
    [InlineData("name", null)]
    [InlineData("currency", "XXZ")]
    [InlineData("period", "hourly")]
    [InlineData("period", null)]
    [InlineData("start_date", null)]
    [InlineData("start_date", "2025-02-30")]
    [InlineData("end_date", "2024-12-31")]
    [InlineData("alert_threshold", 101)]
    [InlineData("alert_threshold", -1)]
    [InlineData("alert_threshold", 79.5)]
    [InlineData("rollover", "some")]
    [InlineData("enforcement", "block")]
    [InlineData("enforcement", "strict")]
    [InlineData("colour", "red")]
    public async Task Names_the_member_that_is_wrong(string member, object? value)
    {
        var body = TestTenant.Body();
        if (value is null) body.Remove(member);
        else body[member] = value;
        (await RefusedAsync(body)).EnumerateObject().Select(error => error.Name).ShouldBe([member]);
    }

    [Fact]
    public async Task Names_everything_that_is_wrong_at_once()
    {
        var errors = await RefusedAsync(new Dictionary<string, object?> { ["period"] = "custom", ["start_date"] = "2025-01-01", ["thresholds"] = new[] { 50, 120 } });
        errors.EnumerateObject().Select(error => error.Name).Order().ShouldBe(["amount", "end_date", "name", "thresholds"]);
    }

    [Fact]
    public async Task Says_that_blocking_is_not_offered()
    {
        var body = TestTenant.Body();
        body["enforcement"] = "block";
        (await RefusedAsync(body)).GetProperty("enforcement")[0].GetString()!.ShouldContain("'warn'");
    }

    [Fact]
    public async Task A_single_threshold_is_one_of_several()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { thresholds = new[] { 95, 50 } });
        budget.GetProperty("thresholds").ToString().ShouldBe("[50,80,95]");
        var several = await tenant.BudgetAsync(new { thresholds = new[] { 95, 50 }, alert_threshold = (int?)null });
        several.GetProperty("thresholds").ToString().ShouldBe("[50,95]");
        several.GetProperty("alert_threshold").GetInt32().ShouldBe(50);
    }

    [Fact]
    public async Task Alerts_for_the_period_of_today_only_when_thresholds_are_crossed_already()
    {
        var tenant = fixture.NewTenant();
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        await tenant.TellAsync(tenant.Expense("90.00", "2025-01-10"), tenant.Expense("90.00", "2025-02-10"), tenant.Expense("90.00", today.ToString("yyyy-MM-dd", null)));
        var budget = await tenant.BudgetAsync(new { end_date = (string?)null, amount = "100.00" });
        var alert = (await tenant.AlertsAsync()).ShouldHaveSingleItem();
        alert.GetProperty("explanation").GetProperty("figures").Text("period_start").ShouldBe($"{today:yyyy-MM}-01");
        (await tenant.StatusAsync(budget)).GetProperty("thresholds")[0].GetProperty("crossed_at").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Repeating_the_request_with_its_key_makes_one_budget()
    {
        var tenant = fixture.NewTenant();
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/budgets") { Content = JsonContent.Create(TestTenant.Body()) };
            request.Headers.Add("Idempotency-Key", "make-it-once");
            ids.Add(JsonElement.Parse(await (await tenant.Owner.SendAsync(request)).Content.ReadAsStringAsync()).Id());
        }
        ids[1].ShouldBe(ids[0]);
        (await tenant.GetAsync("/budgets")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Writes_an_audit_entry()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        (await fixture.Database.ScalarAsync<string>($"SELECT action FROM audit_entries WHERE tenant_id = '{tenant.Id}' AND entity_id = '{budget.Id()}' AND sequence = 1")).ShouldBe("budget.created");
    }

    private async Task<JsonElement> RefusedAsync(Dictionary<string, object?> body)
    {
        var answer = await fixture.NewTenant().Owner.PostAsJsonAsync("/api/v1/budgets", body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, text);
        return JsonElement.Parse(text).GetProperty("errors");
    }
}
