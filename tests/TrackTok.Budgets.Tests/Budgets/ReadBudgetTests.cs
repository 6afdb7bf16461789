using System.Net;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Tests.Budgets;

public sealed class ReadBudgetTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Lists_each_budget_with_how_it_stands_when_asked()
    {
        var tenant = fixture.NewTenant();
        var first = await tenant.BudgetAsync(new { name = "First", amount = "100.00" });
        var second = await tenant.BudgetAsync(new { name = "Second", amount = "50.00", start_date = "2025-01-15" });
        await tenant.TellAsync(tenant.Expense("30.00", "2025-01-10"), tenant.Expense("5.00", "2025-01-16"));
        var items = (await tenant.GetAsync("/budgets?with_status=true")).GetProperty("items").EnumerateArray().ToList();
        items.Select(item => (item.Id(), item.GetProperty("status").Text("spent"), item.GetProperty("status").Text("remaining"))).ShouldBe([(second.Id(), "5.00", "45.00"), (first.Id(), "35.00", "65.00")]);
        foreach (var item in items) item.GetProperty("status").GetRawText().ShouldBe((await tenant.StatusAsync(item)).GetRawText());
        (await tenant.GetAsync("/budgets")).GetProperty("items")[0].TryGetProperty("status", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_through_budgets_newest_first()
    {
        var tenant = fixture.NewTenant();
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Insert(0, (await tenant.BudgetAsync(new { name = "Budget " + i })).Id());
        (await PagesAsync(tenant, "/budgets?limit=2")).Select(budget => budget.Id()).ShouldBe(made);
        (await tenant.GetAsync("/budgets?include=total&limit=1")).GetProperty("total").GetInt64().ShouldBe(5);
    }

    [Fact]
    public async Task A_member_sees_the_budgets_set_for_them_and_no_other()
    {
        var tenant = fixture.NewTenant();
        var me = Guid.CreateVersion7();
        var others = await tenant.BudgetAsync(new { amount = "1.00" });
        var mine = await tenant.BudgetAsync(new { amount = "100.00", scope = new { user_id = me } });
        await tenant.TellAsync(tenant.Expense("85.00", by: me), tenant.Expense("20.00"));
        var member = tenant.As(Role.Member, me);
        (await tenant.GetAsync("/budgets", member)).GetProperty("items").EnumerateArray().Select(budget => budget.Id()).ShouldBe([mine.Id()]);
        (await tenant.GetAsync($"/budgets/{mine.Id()}/status?at=2025-01-20", member)).Text("spent").ShouldBe("85.00");
        (await tenant.AlertsAsync("", member)).ShouldHaveSingleItem().Text("entity_id").ShouldBe(mine.Id());
        (await tenant.AlertsAsync()).Count.ShouldBe(3);
        foreach (var path in new[] { "", "/status", "/periods", "/expenses" })
            (await member.GetAsync($"/api/v1/budgets/{others.Id()}{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Status_without_a_day_is_of_the_nearest_period_and_an_outside_day_is_refused()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        await tenant.TellAsync(tenant.Expense("10.00"));
        (await tenant.StatusAsync(budget, null)).Text("spent").ShouldBe("10.00");
        var answer = await tenant.Owner.GetAsync($"/api/v1/budgets/{budget.Id()}/status?at=2025-02-01");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).Text("code").ShouldBe("outside_budget");
        var future = await tenant.BudgetAsync(new { start_date = "2190-01-01", end_date = (string?)null });
        (await tenant.StatusAsync(future, null)).GetProperty("period").Text("start").ShouldBe("2190-01-01");
    }

    [Fact]
    public async Task Carries_what_was_left_into_periods_with_and_without_expenses()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00", end_date = "2025-06-30", rollover = "both" });
        await tenant.TellAsync(tenant.Expense("30.00"), tenant.Expense("250.00", "2025-03-10"));
        async Task<(string, string, string)> At(string day)
        {
            var status = await tenant.StatusAsync(budget, day);
            return (status.Text("carried"), status.Text("available"), status.Text("remaining"));
        }
        (await At("2025-02-01")).ShouldBe(("70.00", "170.00", "170.00"));
        (await At("2025-03-01")).ShouldBe(("170.00", "270.00", "20.00"));
        (await At("2025-06-01")).ShouldBe(("220.00", "320.00", "320.00"));
        // An expense of the past changes what every later period has.
        await tenant.TellAsync(tenant.Expense("50.00", "2025-01-31"));
        (await At("2025-03-01")).ShouldBe(("120.00", "220.00", "-30.00"));
        (await tenant.AlertsAsync()).Select(alert => alert.Text("kind")).ShouldContain("budget_exceeded");
    }

    [Fact]
    public async Task Lists_periods_with_and_without_expenses_back_to_the_first()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00", end_date = "2025-06-15", rollover = "unspent" });
        await tenant.TellAsync(tenant.Expense("30.00"), tenant.Expense("10.00", "2025-04-10"));
        var periods = await PagesAsync(tenant, $"/budgets/{budget.Id()}/periods?limit=2");
        periods.Select(period => (period.GetProperty("period").Text("start"), period.Text("spent"), period.Text("carried"))).ShouldBe(
        [
            ("2025-06-01", "0.00", "460.00"), ("2025-05-01", "0.00", "360.00"), ("2025-04-01", "10.00", "270.00"), ("2025-03-01", "0.00", "170.00"),
            ("2025-02-01", "0.00", "70.00"), ("2025-01-01", "30.00", "0.00"),
        ]);
        periods[0].GetProperty("period").Text("end").ShouldBe("2025-06-15");
        (await tenant.GetAsync($"/budgets/{budget.Id()}/periods?include=total&limit=1")).GetProperty("total").GetInt64().ShouldBe(6);
    }

    [Fact]
    public async Task Lists_exactly_the_expenses_that_are_summed()
    {
        var tenant = fixture.NewTenant();
        var project = Guid.CreateVersion7();
        var budget = await tenant.BudgetAsync(new { scope = new { project_id = project } });
        await tenant.TellAsync(
            tenant.Expense("10.00", "2025-01-01", project: project), tenant.Expense("20.00", "2025-01-31", project: project), tenant.Expense("5.00", status: "draft", project: project),
            tenant.Expense("7.00", currency: "NZD", project: project), tenant.Expense("99.00"), tenant.Expense("98.00", status: "rejected", project: project),
            tenant.Expense("97.00", "2025-02-01", project: project), tenant.Expense("96.00", deleted: true, project: project));
        var rows = await PagesAsync(tenant, $"/budgets/{budget.Id()}/expenses?period=2025-01-20&limit=1");
        rows.Select(row => (row.Text("amount"), row.GetProperty("counted").GetString(), row.Text("counts_as"))).ShouldBe(
            [("20.00", "20.00", "spent"), ("7.00", null, "spent"), ("5.00", "5.00", "committed"), ("10.00", "10.00", "spent")], ignoreOrder: true);
        rows.Select(row => row.Text("expense_date")).ShouldBe(["2025-01-31", "2025-01-15", "2025-01-15", "2025-01-01"]);
        var status = await tenant.StatusAsync(budget);
        status.Text("spent").ShouldBe("30.00");
        status.GetProperty("unconverted").ToString().ShouldBe("""[{"currency":"NZD","spent":"7.00","committed":"0.00"}]""");
    }

    [Fact]
    public async Task Waits_for_the_write_that_the_reader_names()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        var message = Guid.CreateVersion7();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/budgets/{budget.Id()}/status?at=2025-01-20");
        request.Headers.Add("TrackTok-Consistency", $"ExpenseRevised:{message:N}");
        var reading = tenant.Owner.SendAsync(request);
        await Task.Delay(150);
        reading.IsCompleted.ShouldBeFalse();
        await fixture.DeliverAsync(new TenantData.Received<Expenses.Contracts.ExpenseRevised>(message, tenant.Expense("12.34")));
        JsonElement.Parse(await (await reading).Content.ReadAsStringAsync()).Text("spent").ShouldBe("12.34");
    }

    [Theory]
    [InlineData("/budgets?limt=5")]
    [InlineData("/budgets?limit=101")]
    [InlineData("/budgets?cursor=garbage")]
    [InlineData("/alerts?kind=unheard_of")]
    [InlineData("/alerts?severity=loud")]
    [InlineData("/alerts?read=perhaps")]
    public async Task Refuses_a_query_that_it_cannot_read(string path) =>
        (await fixture.NewTenant().Owner.GetAsync("/api/v1" + path)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

    private static async Task<List<JsonElement>> PagesAsync(TestTenant tenant, string path)
    {
        var (rows, cursor) = (new List<JsonElement>(), "");
        while (true)
        {
            var page = await tenant.GetAsync(path + cursor);
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean()) return rows;
            cursor = "&cursor=" + Uri.EscapeDataString(page.Text("next_cursor"));
        }
    }
}
