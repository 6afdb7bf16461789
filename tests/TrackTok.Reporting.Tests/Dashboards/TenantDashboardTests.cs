using System.Text.Json;
using TrackTok.Expenses.Contracts;
using TrackTok.Tenancy;

namespace TrackTok.Reporting.Tests.Dashboards;

public sealed class TenantDashboardTests(DashboardFixture reporting) : IClassFixture<DashboardFixture>
{
    private readonly Guid _tenant = Guid.CreateVersion7();

    [Fact]
    public async Task Compares_this_month_with_the_same_days_of_the_last()
    {
        await reporting.TakeAsync(
            News.Expense(_tenant, 100m, "2025-03-01"), News.Expense(_tenant, 50m, "2025-03-15"), News.Expense(_tenant, 7m, "2025-03-16"),
            News.Expense(_tenant, 40m, "2025-02-01"), News.Expense(_tenant, 60m, "2025-02-15"), News.Expense(_tenant, 500m, "2025-02-16"), News.Expense(_tenant, 9m, "2025-01-31"));
        var spend = (await DashboardAsync()).GetProperty("spend");
        Text(spend.GetProperty("this_month"), "start_date", "end_date", "total").ShouldBe(["2025-03-01", "2025-03-15", "150.00"]);
        Text(spend.GetProperty("last_month"), "start_date", "end_date", "total").ShouldBe(["2025-02-01", "2025-02-15", "100.00"]);
        spend.GetProperty("change_percentage").GetRawText().ShouldBe("50.0");
        spend.GetProperty("this_month").GetProperty("drill_down").GetString()
            .ShouldBe("/api/v1/expenses?start_date=2025-03-01&end_date=2025-03-15&status=submitted&status=approved&status=reimbursed");
    }

    [Fact]
    public async Task Compares_with_the_whole_of_a_shorter_month()
    {
        await using var end = new DashboardFixture();
        await end.InitializeAsync();
        end.Clock.SetUtcNow(new DateTimeOffset(2025, 3, 31, 12, 0, 0, TimeSpan.Zero));
        var last = (await end.ReadPathAsync(_tenant, "dashboard")).GetProperty("spend").GetProperty("last_month");
        Text(last, "start_date", "end_date", "total").ShouldBe(["2025-02-01", "2025-02-28", "0.00"]);
    }

    [Fact]
    public async Task Counts_only_money_spent_and_tells_what_could_not_be_converted()
    {
        await reporting.TakeAsync([.. ExpenseStatuses.All.Select((status, n) => News.Expense(_tenant, n + 1, "2025-03-10", status: status))]);
        await reporting.TakeAsync(News.Expense(_tenant, 9m, "2025-03-10", currency: "NZD"), News.Expense(_tenant, 5m, "2025-03-10", currency: "EUR", reportingAmount: 6m), News.Expense(_tenant, 50m, "2025-03-10", deleted: true));
        var dashboard = await DashboardAsync();
        var month = dashboard.GetProperty("spend").GetProperty("this_month");
        Text(month, "total").ShouldBe(["16.00"]);
        var apart = month.GetProperty("unconverted")[0];
        Text(apart, "currency", "amount").ShouldBe(["NZD", "9.00"]);
        apart.GetProperty("drill_down").GetString()!.ShouldEndWith("converted=false&currency=NZD");
        month.GetProperty("drill_down").GetString()!.ShouldEndWith("converted=true");
    }

    [Fact]
    public async Task Tells_the_pace_of_thirty_days_against_the_thirty_before()
    {
        await reporting.TakeAsync(News.Expense(_tenant, 30m, "2025-03-15"), News.Expense(_tenant, 60m, "2025-02-14"), News.Expense(_tenant, 15m, "2025-02-13"), News.Expense(_tenant, 45m, "2025-01-15"), News.Expense(_tenant, 1000m, "2025-01-14"));
        var velocity = (await DashboardAsync()).GetProperty("velocity");
        Text(velocity, "per_day", "previous_per_day").ShouldBe(["3.00", "2.00"]);
        (velocity.GetProperty("days").GetInt32(), velocity.GetProperty("change_percentage").GetDecimal()).ShouldBe((30, 50m));
    }

    [Fact]
    public async Task Shows_thirty_days_and_their_categories_with_names()
    {
        Guid travel = Guid.CreateVersion7(), meals = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Category(_tenant, travel, "Travel"), News.Category(_tenant, meals, "Meals"));
        await reporting.TakeAsync(
            News.Expense(_tenant, 10m, "2025-03-15", category: travel), News.Expense(_tenant, 20m, "2025-03-15", category: travel), News.Expense(_tenant, 10m, "2025-02-14", category: meals),
            News.Expense(_tenant, 99m, "2025-02-13", category: meals));
        var dashboard = await DashboardAsync();
        var daily = dashboard.GetProperty("daily").EnumerateArray().ToList();
        daily.Count.ShouldBe(30);
        Text(daily[0], "date", "total").ShouldBe(["2025-02-14", "10.00"]);
        Text(daily[1], "date", "total").ShouldBe(["2025-02-15", "0.00"]);
        Text(daily[29], "date", "total").ShouldBe(["2025-03-15", "30.00"]);
        var categories = dashboard.GetProperty("by_category");
        Text(categories, "start_date", "end_date", "total").ShouldBe(["2025-02-14", "2025-03-15", "40.00"]);
        categories.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("name").GetString(), item.GetProperty("total").GetString(), item.GetProperty("percentage").GetDecimal()))
            .ShouldBe([("Travel", "30.00", 75m), ("Meals", "10.00", 25m)]);
        categories.GetProperty("items")[0].GetProperty("drill_down").GetString()!.ShouldContain($"category_id={travel}");
    }

    [Fact]
    public async Task Names_the_five_largest_vendors_however_they_are_typed()
    {
        await reporting.TakeAsync([.. Enumerable.Range(1, 7).Select(n => News.Expense(_tenant, n, "2025-03-02", vendor: $"Vendor {n}"))]);
        await reporting.TakeAsync(
            News.Expense(_tenant, 30m, "2025-02-01", vendor: "staples"), News.Expense(_tenant, 30m, "2025-03-02", vendor: "Staples"), News.Expense(_tenant, 999m, "2025-01-31", vendor: "Past"),
            News.Expense(_tenant, 1m, "2025-03-02", vendor: "Staples", currency: "NZD"));
        var vendors = (await DashboardAsync()).GetProperty("top_vendors");
        Text(vendors, "start_date", "end_date").ShouldBe(["2025-02-01", "2025-03-31"]);
        var items = vendors.GetProperty("items").EnumerateArray().ToList();
        items.Select(item => (item.GetProperty("name").GetString()!.ToLowerInvariant(), item.GetProperty("total").GetString(), item.GetProperty("count").GetInt64()))
            .ShouldBe([("staples", "60.00", 2L), ("vendor 7", "7.00", 1L), ("vendor 6", "6.00", 1L), ("vendor 5", "5.00", 1L), ("vendor 4", "4.00", 1L)]);
        items[0].GetProperty("drill_down").GetString()!.ShouldContain("vendor=Staples");
        items[0].GetProperty("drill_down").GetString()!.ShouldEndWith("converted=true");
    }

    [Fact]
    public async Task Judges_active_projects_worst_first_and_adds_up_their_budgets_by_currency()
    {
        Guid fine = Guid.CreateVersion7(), over = Guid.CreateVersion7(), ahead = Guid.CreateVersion7(), free = Guid.CreateVersion7(), euro = Guid.CreateVersion7(), held = Guid.CreateVersion7();
        await reporting.TakeAsync(
            News.Project(_tenant, fine, "Fine", budget: 1000m, start: "2025-03-01", end: "2025-03-30"), News.Project(_tenant, over, "Over", budget: 100m),
            News.Project(_tenant, ahead, "Ahead", budget: 100m, start: "2025-03-06", end: "2025-04-14"), News.Project(_tenant, free, "Free"), News.Project(_tenant, euro, "Euro", budget: 50m, currency: "EUR"),
            News.Project(_tenant, held, "Held", status: "on_hold", budget: 9999m));
        await reporting.TakeAsync(
            News.Expense(_tenant, 500m, "2024-01-15", project: fine), News.Expense(_tenant, 100.01m, "2025-03-15", project: over), News.Expense(_tenant, 41m, "2025-03-15", project: ahead),
            News.Expense(_tenant, 7m, "2025-03-15", project: free), News.Expense(_tenant, 10m, "2025-03-15", project: euro, currency: "USD", projectCurrency: "EUR", projectAmount: 9m),
            News.Expense(_tenant, 8m, "2025-03-15", project: euro, currency: "GBP", projectCurrency: "EUR"));
        var dashboard = await DashboardAsync();
        dashboard.GetProperty("project_health").EnumerateArray().Select(item => (item.GetProperty("name").GetString(), item.GetProperty("state").GetString(), item.GetProperty("reason").GetString(), item.GetProperty("spent").GetString()))
            .ShouldBe([("Over", "over_budget", null, "100.01"), ("Ahead", "at_risk", "ahead_of_time", "41.00"), ("Fine", "on_track", null, "500.00"), ("Euro", "on_track", null, "9.00"), ("Free", "no_budget", null, "7.00")]);
        var ofEuro = dashboard.GetProperty("project_health").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "Euro");
        (ofEuro.GetProperty("unconverted").GetInt64(), ofEuro.GetProperty("remaining").GetString(), ofEuro.GetProperty("utilization").GetDecimal()).ShouldBe((1, "41.00", 18m));
        dashboard.GetProperty("active_projects").GetProperty("count").GetInt64().ShouldBe(5);
        var play = dashboard.GetProperty("budget_in_play");
        Text(play, "currency", "total", "spent", "remaining").ShouldBe(["USD", "1200.00", "641.01", "558.99"]);
        (play.GetProperty("utilization").GetDecimal(), play.GetProperty("projects").GetInt32()).ShouldBe((53.42m, 3));
        Text(play.GetProperty("others")[0], "currency", "total", "spent").ShouldBe(["EUR", "50.00", "9.00"]);
    }

    [Fact]
    public async Task Shows_the_latest_activity_newest_first()
    {
        var first = Guid.CreateVersion7();
        await reporting.TakeAsync([.. Enumerable.Range(0, 12).Select(n => News.Expense(_tenant, 1m, at: News.Noon.AddMinutes(n), title: $"Expense {n}"))]);
        await reporting.TakeAsync(News.Expense(_tenant, 2m, id: first, at: News.Noon.AddMinutes(50), title: "Dinner", vendor: "Bistro", change: "recorded"));
        await reporting.TakeAsync(News.Expense(_tenant, 2.5m, id: first, version: 2, at: News.Noon.AddMinutes(60), title: "Dinner", vendor: "Bistro", change: "approved"), News.Expense(_tenant, 3m, at: News.Noon.AddMinutes(70), deleted: true));
        var activity = (await DashboardAsync()).GetProperty("latest_activity").EnumerateArray().ToList();
        activity.Count.ShouldBe(10);
        Text(activity[0], "title", "vendor", "amount", "change", "at").ShouldBe(["Dinner", "Bistro", "2.50", "approved", "2025-01-20T13:00:00.000Z"]);
        Text(activity[1], "title").ShouldBe(["Expense 11"]);
    }

    [Fact]
    public async Task Warns_of_low_balances_the_lowest_first()
    {
        Guid cash = Guid.CreateVersion7(), bank = Guid.CreateVersion7();
        await reporting.TakeAsync(
            News.Account(_tenant, cash, "Cash", balance: 40m, threshold: 50m), News.Account(_tenant, bank, "Bank", balance: -5m, threshold: 0m, version: 2), News.Account(_tenant, Guid.CreateVersion7(), "Full", balance: 50m, threshold: 50m),
            News.Account(_tenant, Guid.CreateVersion7(), "None"), News.Account(_tenant, Guid.CreateVersion7(), "Old", balance: 1m, threshold: 5m, archived: true), News.Account(_tenant, Guid.CreateVersion7(), "Gone", balance: 1m, threshold: 5m, deleted: true));
        await reporting.TakeAsync(News.Account(_tenant, bank, "Bank", balance: 100m, threshold: 0m, version: 1));
        (await DashboardAsync()).GetProperty("low_balances").EnumerateArray().Select(item => Text(item, "name", "balance", "threshold")[0] + " " + item.GetProperty("balance").GetString())
            .ShouldBe(["Cash 40.00", "Bank -5.00"]);
    }

    [Fact]
    public async Task Shows_a_member_own_figures_and_neither_budgets_nor_balances()
    {
        Guid jane = Guid.CreateVersion7(), travel = Guid.CreateVersion7(), project = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Project(_tenant, project, budget: 100m));
        await reporting.TakeAsync(News.Account(_tenant, Guid.CreateVersion7(), balance: 1m, threshold: 5m));
        await reporting.TakeAsync(News.Category(_tenant, travel, "Travel"));
        await reporting.TakeAsync(
            News.Expense(_tenant, 10m, "2025-03-10", creator: jane, vendor: "Staples", category: travel, title: "Hers"), News.Expense(_tenant, 4m, "2025-02-10", creator: jane),
            News.Expense(_tenant, 500m, "2025-03-10", vendor: "Secret", project: project, title: "Theirs"), News.Expense(_tenant, 3m, "2025-03-10", creator: jane, status: ExpenseStatuses.Draft, title: "Draft"));
        var own = await reporting.ReadPathAsync(_tenant, "dashboard", Role.Member, jane);
        Text(own, "scope").ShouldBe(["own"]);
        Text(own.GetProperty("spend").GetProperty("this_month"), "total").ShouldBe(["10.00"]);
        Text(own.GetProperty("spend").GetProperty("last_month"), "total").ShouldBe(["4.00"]);
        own.GetProperty("budget_in_play").ValueKind.ShouldBe(JsonValueKind.Null);
        own.GetProperty("low_balances").ValueKind.ShouldBe(JsonValueKind.Null);
        own.GetProperty("project_health").GetArrayLength().ShouldBe(0);
        own.GetProperty("active_projects").GetProperty("count").GetInt64().ShouldBe(1);
        own.GetProperty("top_vendors").GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()).ShouldBe(["Staples"]);
        own.GetProperty("by_category").GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Travel");
        own.GetProperty("latest_activity").EnumerateArray().Select(item => item.GetProperty("title").GetString()).ShouldBe(["Hers", "Lunch", "Draft"], ignoreOrder: true);
        own.GetRawText().ShouldNotContain("Secret");
        own.GetRawText().ShouldNotContain("Theirs");
        Text(await DashboardAsync(), "scope").ShouldBe(["all"]);
    }

    [Fact]
    public async Task Is_empty_and_says_how_fresh_it_is_when_nothing_happened_yet()
    {
        var dashboard = await DashboardAsync();
        Text(dashboard.GetProperty("spend").GetProperty("this_month"), "total").ShouldBe(["0.00"]);
        dashboard.GetProperty("spend").GetProperty("change_percentage").ValueKind.ShouldBe(JsonValueKind.Null);
        dashboard.GetProperty("latest_activity").GetArrayLength().ShouldBe(0);
        dashboard.GetProperty("as_of").GetString()!.ShouldStartWith("2025-03-15T12:");
    }

    [Fact]
    public async Task Knows_the_day_it_is_where_the_tenant_is()
    {
        reporting.Tenants.Set(_tenant, timeZone: "Pacific/Kiritimati");
        Text(await DashboardAsync(), "today").ShouldBe(["2025-03-16"]);
    }

    private Task<JsonElement> DashboardAsync() => reporting.ReadPathAsync(_tenant, "dashboard");

    private static string?[] Text(JsonElement element, params string[] members) => [.. members.Select(member => element.GetProperty(member).GetString())];
}
