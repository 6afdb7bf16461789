using System.Globalization;
using System.Net;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Reporting.Tests.Dashboards;

public sealed class ProjectDashboardTests(DashboardFixture reporting) : IClassFixture<DashboardFixture>
{
    private readonly Guid _tenant = Guid.CreateVersion7();
    private readonly Guid _project = Guid.CreateVersion7();

    [Fact]
    public async Task Tells_use_pace_and_runway_of_the_budget()
    {
        await reporting.TakeAsync(News.Project(_tenant, _project, "Website", budget: 1000m, start: "2025-01-01", end: "2025-12-31"));
        await reporting.TakeAsync(
            News.Expense(_tenant, 400m, "2024-06-01", project: _project), News.Expense(_tenant, 230m, "2025-02-14", project: _project), News.Expense(_tenant, 70m, "2025-03-09", project: _project),
            News.Expense(_tenant, 999m, "2025-03-09"));
        var dashboard = await DashboardAsync();
        Text(dashboard.GetProperty("project"), "name", "starting_budget", "end_date").ShouldBe(["Website", "1000.00", "2025-12-31"]);
        var use = dashboard.GetProperty("utilization");
        Text(use, "spent", "remaining", "state", "reason").ShouldBe(["700.00", "300.00", "at_risk", "ahead_of_time"]);
        (use.GetProperty("percentage").GetDecimal(), use.GetProperty("elapsed").GetDecimal()).ShouldBe((70m, 20.27m));
        use.GetProperty("drill_down").GetString().ShouldBe($"/api/v1/expenses?project_id={_project}&status=submitted&status=approved&status=reimbursed");
        Text(dashboard.GetProperty("burn_rate").GetProperty("last_7_days"), "total", "per_day", "start_date").ShouldBe(["70.00", "10.00", "2025-03-09"]);
        Text(dashboard.GetProperty("burn_rate").GetProperty("last_30_days"), "total", "per_day", "start_date").ShouldBe(["300.00", "10.00", "2025-02-14"]);
        var runway = dashboard.GetProperty("runway");
        (runway.GetProperty("days").GetInt32(), runway.GetProperty("runs_out_on").GetString(), runway.GetProperty("before_end").GetBoolean()).ShouldBe((30, "2025-04-14", true));
    }

    [Fact]
    public async Task Has_no_runway_without_a_budget_or_a_pace_and_none_left_when_it_is_spent()
    {
        await reporting.TakeAsync(News.Project(_tenant, _project));
        (await DashboardAsync()).GetProperty("runway").ValueKind.ShouldBe(JsonValueKind.Null);
        await reporting.TakeAsync(News.Project(_tenant, _project, version: 2, budget: 100m));
        (await DashboardAsync()).GetProperty("runway").ValueKind.ShouldBe(JsonValueKind.Null);
        await reporting.TakeAsync(News.Expense(_tenant, 100m, "2024-01-01", project: _project));
        (await DashboardAsync()).GetProperty("runway").GetProperty("days").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Shows_categories_days_largest_and_months_by_account()
    {
        Guid travel = Guid.CreateVersion7(), bank = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Project(_tenant, _project));
        await reporting.TakeAsync(News.Category(_tenant, travel, "Travel"));
        await reporting.TakeAsync(News.Account(_tenant, bank, "Bank"));
        await reporting.TakeAsync([.. Enumerable.Range(1, 7).Select(n => News.Expense(_tenant, n, "2025-03-10", project: _project, category: travel, account: bank, title: $"Expense {n}"))]);
        await reporting.TakeAsync(News.Expense(_tenant, 6.5m, "2024-01-10", project: _project), News.Expense(_tenant, 2m, "2025-02-01", project: _project, account: bank));
        var dashboard = await DashboardAsync();
        dashboard.GetProperty("largest").EnumerateArray().Select(item => item.GetProperty("value").GetString()).ShouldBe(["7.00", "6.50", "6.00", "5.00", "4.00"]);
        dashboard.GetProperty("by_category").EnumerateArray().Select(item => (item.GetProperty("name").GetString(), item.GetProperty("total").GetString())).ShouldBe([("Travel", "28.00"), (null, "8.50")]);
        dashboard.GetProperty("daily").EnumerateArray().Single(item => item.GetProperty("total").GetString() != "0.00").GetProperty("date").GetString().ShouldBe("2025-03-10");
        dashboard.GetProperty("monthly_by_account").EnumerateArray().Select(item => string.Join(' ', Text(item, "month", "account_name", "total"))).ShouldBe(["2025-02 Bank 2.00", "2025-03 Bank 28.00"]);
        dashboard.GetProperty("monthly_by_account")[1].GetProperty("drill_down").GetString()!.ShouldContain($"start_date=2025-03-01&end_date=2025-03-31&project_id={_project}&account_id={bank}");
        Text(dashboard.GetProperty("spend").GetProperty("this_month"), "total").ShouldBe(["28.00"]);
        Text(dashboard.GetProperty("spend").GetProperty("last_month"), "total").ShouldBe(["2.00"]);
    }

    [Fact]
    public async Task Counts_in_the_projects_currency_and_tells_what_is_not_in_it()
    {
        await reporting.TakeAsync(News.Project(_tenant, _project, currency: "EUR", budget: 100m));
        await reporting.TakeAsync(
            News.Expense(_tenant, 10m, "2025-03-10", project: _project, currency: "EUR", projectCurrency: "EUR"), News.Expense(_tenant, 20m, "2025-03-10", project: _project, projectCurrency: "EUR", projectAmount: 18m),
            News.Expense(_tenant, 5m, "2025-03-10", project: _project, currency: "GBP", projectCurrency: "EUR"));
        var dashboard = await DashboardAsync();
        Text(dashboard, "currency").ShouldBe(["EUR"]);
        var use = dashboard.GetProperty("utilization");
        Text(use, "spent").ShouldBe(["28.00"]);
        Text(use.GetProperty("unconverted")[0], "currency", "amount").ShouldBe(["GBP", "5.00"]);
        use.GetProperty("unconverted")[0].GetProperty("drill_down").GetString()!.ShouldEndWith("currency=GBP");
        use.GetProperty("drill_down").GetString()!.ShouldNotContain("converted");
    }

    [Fact]
    public async Task Forecasts_where_it_beats_the_naive_way_and_says_why_not_elsewhere()
    {
        var today = new DateOnly(2025, 3, 15);
        await reporting.TakeAsync(News.Project(_tenant, _project, budget: 3000m));
        (await DashboardAsync()).GetProperty("forecast_absent").GetString().ShouldBe("too_little_history");

        // Weeks of 50 and 150 by turns of six: four weeks tell little of the next four, the longer mean tells more.
        await reporting.TakeAsync([.. Enumerable.Range(1, 26).Select(week => News.Expense(_tenant, week / 6 % 2 == 0 ? 50m : 150m, today.AddDays(-7 * week).ToString("O", CultureInfo.InvariantCulture), project: _project))]);
        var dashboard = await DashboardAsync();
        dashboard.GetProperty("forecast_absent").ValueKind.ShouldBe(JsonValueKind.Null);
        var forecast = dashboard.GetProperty("forecast");
        Text(forecast, "method", "start_date", "end_date").ShouldBe(["smoothed_weekly_mean", "2025-03-15", "2025-04-11"]);
        var (low, expected, high) = (Amount(forecast, "low"), Amount(forecast, "expected"), Amount(forecast, "high"));
        (low < expected && expected < high).ShouldBeTrue(forecast.GetRawText());
        expected.ShouldBeInRange(200m, 600m);
        forecast.GetProperty("accuracy").GetProperty("error_percentage").GetDecimal().ShouldBeLessThan(forecast.GetProperty("accuracy").GetProperty("naive_error_percentage").GetDecimal());
        forecast.GetProperty("accuracy").GetProperty("trials").GetInt32().ShouldBe(19);
        Amount(forecast, "spent_by_then").ShouldBe(Amount(dashboard.GetProperty("utilization"), "spent") + expected);
    }

    [Fact]
    public async Task Shows_a_member_own_spending_without_budget_runway_and_forecast()
    {
        var jane = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Project(_tenant, _project, budget: 1000m));
        await reporting.TakeAsync(News.Expense(_tenant, 10m, "2025-03-10", project: _project, creator: jane, title: "Hers"), News.Expense(_tenant, 500m, "2025-03-10", project: _project, title: "Theirs"), News.Expense(_tenant, 7m, "2025-03-10", creator: jane));
        var own = await reporting.ReadPathAsync(_tenant, $"dashboard/projects/{_project}", Role.Member, jane);
        Text(own, "scope").ShouldBe(["own"]);
        Text(own.GetProperty("utilization"), "spent", "remaining", "state").ShouldBe(["10.00", null, null]);
        own.GetProperty("runway").ValueKind.ShouldBe(JsonValueKind.Null);
        own.GetProperty("forecast").ValueKind.ShouldBe(JsonValueKind.Null);
        own.GetProperty("forecast_absent").ValueKind.ShouldBe(JsonValueKind.Null);
        own.GetProperty("largest").EnumerateArray().Select(item => item.GetProperty("title").GetString()).ShouldBe(["Hers"]);
        own.GetProperty("monthly_by_account").GetArrayLength().ShouldBe(1);
        own.GetProperty("daily").EnumerateArray().Sum(item => Amount(item, "total")).ShouldBe(10m);
    }

    [Fact]
    public async Task Is_not_there_when_the_project_is_not_or_was_deleted()
    {
        await reporting.TakeAsync(News.Project(_tenant, _project));
        await reporting.TakeAsync(News.Project(_tenant, _project, version: 2, deleted: true));
        using var client = reporting.Client(_tenant, Guid.CreateVersion7(), Role.Owner);
        foreach (var id in new[] { _project, Guid.CreateVersion7() })
        {
            using var answer = await client.GetAsync($"/api/v1/dashboard/projects/{id}");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private Task<JsonElement> DashboardAsync() => reporting.ReadPathAsync(_tenant, $"dashboard/projects/{_project}");

    private static string?[] Text(JsonElement element, params string[] members) => [.. members.Select(member => element.GetProperty(member).GetString())];

    private static decimal Amount(JsonElement element, string member) => decimal.Parse(element.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);
}
