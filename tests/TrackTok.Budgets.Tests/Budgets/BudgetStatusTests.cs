namespace TrackTok.Budgets.Tests.Budgets;

public sealed class BudgetStatusTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Follows_the_expenses_of_its_period_and_of_no_other_day()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        await tenant.TellAsync(tenant.Expense("125.50"), tenant.Expense("74.50", "2025-01-31"), tenant.Expense("999.00", "2025-02-01"), tenant.Expense("999.00", "2024-12-31"));
        var status = await tenant.StatusAsync(budget);
        status.Text("spent").ShouldBe("200.00");
        status.Text("remaining").ShouldBe("4800.00");
        status.Text("planned").ShouldBe("5000.00");
        status.Text("available").ShouldBe("5000.00");
        status.Text("held").ShouldBe("0.00");
        status.GetProperty("utilization").GetDecimal().ShouldBe(4.00m);
        status.GetProperty("exceeded").GetBoolean().ShouldBeFalse();
        status.GetProperty("period").Text("end").ShouldBe("2025-01-31");
    }

    [Fact]
    public async Task Holds_what_was_spent_before_the_budget_was_made()
    {
        var tenant = fixture.NewTenant();
        await tenant.TellAsync(tenant.Expense("40.10"), tenant.Expense("2.20", status: "submitted"), tenant.Expense("9.00", status: "rejected"));
        var status = await tenant.StatusAsync(await tenant.BudgetAsync());
        status.Text("spent").ShouldBe("40.10");
        status.Text("committed").ShouldBe("2.20");
    }

    [Fact]
    public async Task Alerts_at_exactly_the_threshold_and_only_once()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("79.99"));
        (await tenant.AlertsAsync()).ShouldBeEmpty();
        await tenant.TellAsync(tenant.Expense("0.01"));
        (await tenant.AlertsAsync()).ShouldHaveSingleItem().Text("kind").ShouldBe("budget_threshold");
        await tenant.TellAsync(tenant.Expense("5.00"));
        await tenant.TellAsync(tenant.Expense("20.00"));
        var alerts = await tenant.AlertsAsync();
        alerts.ConvertAll(alert => alert.Text("kind")).ShouldBe(["budget_exceeded", "budget_threshold"]);
        alerts.ShouldAllBe(alert => alert.Text("entity_id") == budget.Id());
    }
}
