using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Contracts;
using TrackTok.Tenancy;

namespace TrackTok.Reporting.Tests.Reports;

public sealed class ReportTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    private const string January = "start_date=2025-01-01&end_date=2025-01-31";

    private readonly Guid _tenant = Guid.CreateVersion7();

    [Fact]
    public async Task A_summary_adds_up_a_range_with_its_last_day()
    {
        await reporting.TakeAsync(News.Expense(_tenant, 10.10m, "2025-01-01"), News.Expense(_tenant, 20.20m, "2025-01-31"), News.Expense(_tenant, 30.30m, "2025-02-01"));
        var summary = await reporting.ReadAsync(_tenant, "summary?" + January);
        summary.GetProperty("currency").GetString().ShouldBe("USD");
        summary.GetProperty("start_date").GetString().ShouldBe("2025-01-01");
        summary.GetProperty("end_date").GetString().ShouldBe("2025-01-31");
        summary.GetProperty("total").GetString().ShouldBe("30.30");
        summary.GetProperty("count").GetInt64().ShouldBe(2);
        summary.GetProperty("average").GetString().ShouldBe("15.15");
        summary.GetProperty("as_of").GetString().ShouldBe("2025-01-20T12:00:00.000Z");
    }

    [Fact]
    public async Task Any_range_holds_its_days_and_no_others()
    {
        var first = new DateOnly(2024, 12, 30);
        var jane = Guid.CreateVersion7();
        await reporting.TakeAsync([.. Enumerable.Range(0, 99).Select(day => News.Expense(_tenant, 1m, first.AddDays(day).ToString("O", CultureInfo.InvariantCulture), creator: jane))]);
        foreach (var (from, to) in new[] { (0, 98), (2, 32), (2, 33), (1, 32), (2, 63), (5, 5), (32, 33), (10, 80), (61, 61), (1, 92) })
        {
            var range = $"summary?start_date={first.AddDays(from):yyyy-MM-dd}&end_date={first.AddDays(to):yyyy-MM-dd}";
            (await reporting.ReadAsync(_tenant, range)).GetProperty("count").GetInt64().ShouldBe(to - from + 1, range);
            (await reporting.ReadAsync(_tenant, range, Role.Member, jane)).GetProperty("count").GetInt64().ShouldBe(to - from + 1, range);
        }
    }

    [Fact]
    public async Task A_summary_tells_the_states_apart_and_counts_only_money_spent()
    {
        await reporting.TakeAsync([.. ExpenseStatuses.All.Select((status, index) => News.Expense(_tenant, index + 1, status: status)), News.Expense(_tenant, 50m, deleted: true)]);
        var summary = await reporting.ReadAsync(_tenant, "summary?" + January);
        summary.GetProperty("by_status").EnumerateArray()
            .Select(row => (row.GetProperty("status").GetString(), row.GetProperty("in_total").GetBoolean(), row.GetProperty("total").GetString(), row.GetProperty("count").GetInt64()))
            .ShouldBe([("draft", false, "1.00", 1L), ("submitted", true, "2.00", 1L), ("approved", true, "3.00", 1L), ("rejected", false, "4.00", 1L), ("reimbursed", true, "5.00", 1L), ("withdrawn", false, "6.00", 1L)]);
        summary.GetProperty("total").GetString().ShouldBe("10.00");
    }

    [Fact]
    public async Task What_is_not_converted_stands_beside_the_total_and_never_in_it()
    {
        await reporting.TakeAsync(
            News.Expense(_tenant, 10m), News.Expense(_tenant, 117m, currency: "NZD"), News.Expense(_tenant, 20m, currency: "NZD", reportingAmount: 12.34m),
            News.Expense(_tenant, 5m, currency: "EUR", reportingAmount: 6m, reportingCurrency: "GBP"));
        foreach (var report in new[] { "summary", "categories", "monthly" })
        {
            var answer = await reporting.ReadAsync(_tenant, $"{report}?{January}");
            answer.GetProperty("total").GetString().ShouldBe("22.34");
            answer.GetProperty("count").GetInt64().ShouldBe(2);
            answer.GetProperty("unconverted").EnumerateArray()
                .Select(row => (row.GetProperty("currency").GetString(), row.GetProperty("amount").GetString(), row.GetProperty("count").GetInt64()))
                .ShouldBe([("EUR", "5.00", 1L), ("NZD", "117.00", 1L)]);
        }
    }

    [Fact]
    public async Task After_a_change_of_currency_old_values_are_not_taken_for_new_ones()
    {
        reporting.Tenants.Set(_tenant, "EUR");
        await reporting.TakeAsync(News.Expense(_tenant, 10m, currency: "USD", reportingCurrency: "USD"), News.Expense(_tenant, 7m, currency: "EUR", reportingAmount: 8m, reportingCurrency: "USD"));
        var summary = await reporting.ReadAsync(_tenant, "summary?" + January);
        (summary.GetProperty("currency").GetString(), summary.GetProperty("total").GetString()).ShouldBe(("EUR", "7.00"));
        summary.GetProperty("unconverted")[0].GetProperty("amount").GetString().ShouldBe("10.00");
    }

    [Fact]
    public async Task Categories_stand_by_size_with_names_colours_and_shares_of_one_hundred()
    {
        Guid travel = Guid.CreateVersion7(), meals = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Category(_tenant, travel, "Travel"), News.Category(_tenant, meals, "Meals", color: null, deleted: true));
        await reporting.TakeAsync(
            News.Expense(_tenant, 1m, category: travel), News.Expense(_tenant, 1m, category: travel), News.Expense(_tenant, 1m, category: meals), News.Expense(_tenant, 0.5m));
        var items = (await reporting.ReadAsync(_tenant, "categories?" + January)).GetProperty("items").EnumerateArray().ToList();
        items.Select(item => (item.GetProperty("name").GetString(), item.GetProperty("color").GetString(), item.GetProperty("total").GetString(), item.GetProperty("count").GetInt64(), item.GetProperty("percentage").GetRawText()))
            .ShouldBe([("Travel", "#00AA00", "2.00", 2L, "57.14"), ("Meals", null, "1.00", 1L, "28.57"), (null, null, "0.50", 1L, "14.29")]);
        items[2].GetProperty("category_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Months_come_in_order_quiet_ones_included_and_edges_cut()
    {
        await reporting.TakeAsync(
            News.Expense(_tenant, 1m, "2025-01-09"), News.Expense(_tenant, 2m, "2025-01-10"), News.Expense(_tenant, 4m, "2025-02-28"), News.Expense(_tenant, 8m, "2025-04-05"), News.Expense(_tenant, 16m, "2025-04-06"));
        var items = (await reporting.ReadAsync(_tenant, "monthly?start_date=2025-01-10&end_date=2025-04-05")).GetProperty("items").EnumerateArray();
        items.Select(item => (item.GetProperty("month").GetString(), item.GetProperty("total").GetString(), item.GetProperty("count").GetInt64()))
            .ShouldBe([("2025-01", "2.00", 1L), ("2025-02", "4.00", 1L), ("2025-03", "0.00", 0L), ("2025-04", "8.00", 1L)]);
    }

    [Theory]
    [InlineData("category")]
    [InlineData("project")]
    [InlineData("account")]
    public async Task Months_are_grouped_when_that_is_asked_for(string by)
    {
        var id = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Expense(_tenant, 3m, category: id, project: id, account: id), News.Expense(_tenant, 2m), News.Expense(_tenant, 1m, "2025-03-01", category: id, project: id, account: id));
        var items = (await reporting.ReadAsync(_tenant, $"monthly?start_date=2025-01-01&end_date=2025-03-31&group_by={by}")).GetProperty("items").EnumerateArray();
        items.Select(item => (item.GetProperty("month").GetString(), item.GetProperty("group").GetProperty("by").GetString(), item.GetProperty("group").GetProperty("id").GetString(), item.GetProperty("total").GetString()))
            .ShouldBe([("2025-01", by, id.ToString(), "3.00"), ("2025-01", by, null, "2.00"), ("2025-03", by, id.ToString(), "1.00")]);
    }

    [Theory]
    [InlineData("project_id")]
    [InlineData("category_id")]
    [InlineData("account_id")]
    public async Task Filters_leave_out_the_rest(string filter)
    {
        var id = Guid.CreateVersion7();
        await reporting.TakeAsync(
            News.Expense(_tenant, 1m, "2025-01-15", project: filter == "project_id" ? id : null, category: filter == "category_id" ? id : null, account: filter == "account_id" ? id : null), News.Expense(_tenant, 2m));
        foreach (var report in new[] { "summary", "categories", "monthly" })
            (await reporting.ReadAsync(_tenant, $"{report}?{January}&{filter}={id}")).GetProperty("total").GetString().ShouldBe("1.00");
    }

    [Fact]
    public async Task Members_get_their_own_figures_only()
    {
        Guid jane = Guid.CreateVersion7(), category = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Expense(_tenant, 5m, creator: jane, category: category), News.Expense(_tenant, 7m, "2025-01-02", creator: jane, deleted: true), News.Expense(_tenant, 11m, category: category));
        foreach (var report in new[] { "summary", "categories", "monthly" })
        {
            (await reporting.ReadAsync(_tenant, $"{report}?{January}", Role.Member, jane)).GetProperty("total").GetString().ShouldBe("5.00");
            (await reporting.ReadAsync(_tenant, $"{report}?{January}", Role.Member)).GetProperty("total").GetString().ShouldBe("0.00");
            (await reporting.ReadAsync(_tenant, $"{report}?{January}", Role.Analyst)).GetProperty("total").GetString().ShouldBe("16.00");
        }
    }

    [Fact]
    public async Task Another_tenant_sees_none_of_it()
    {
        var category = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Category(_tenant, category, "Travel"));
        await reporting.TakeAsync(News.Expense(_tenant, 5m, category: category));
        (await reporting.ReadAsync(Guid.CreateVersion7(), $"summary?{January}&category_id={category}")).GetProperty("total").GetString().ShouldBe("0.00");
    }

    [Fact]
    public async Task Every_drill_down_names_exactly_the_rows_summed()
    {
        Guid one = Guid.CreateVersion7(), two = Guid.CreateVersion7();
        var random = new Random(7);
        var news = Enumerable.Range(0, 60).Select(i => News.Expense(
            _tenant, i + 1, new DateOnly(2025, 1, 1).AddDays(random.Next(90)).ToString("O", CultureInfo.InvariantCulture), status: ExpenseStatuses.All[random.Next(6)],
            category: random.Next(3) switch { 0 => null, 1 => one, _ => two }, project: random.Next(2) == 0 ? one : null, account: two,
            currency: random.Next(3) == 0 ? "NZD" : "USD", reportingAmount: random.Next(2) == 0 ? null : i + 1)).ToList();
        await reporting.TakeAsync(news);
        var rows = new List<JsonElement>();
        foreach (var filter in new[] { "", $"&project_id={one}", $"&category_id={two}&account_id={two}" })
        {
            rows.Add(await reporting.ReadAsync(_tenant, "summary?start_date=2025-01-05&end_date=2025-03-20" + filter));
            rows.AddRange(rows[^1].GetProperty("by_status").EnumerateArray());
            rows.AddRange((await reporting.ReadAsync(_tenant, "categories?start_date=2025-01-05&end_date=2025-03-20" + filter)).GetProperty("items").EnumerateArray());
            foreach (var by in new[] { "", "&group_by=category", "&group_by=project", "&group_by=account" })
                rows.AddRange((await reporting.ReadAsync(_tenant, "monthly?start_date=2025-01-05&end_date=2025-03-20" + filter + by)).GetProperty("items").EnumerateArray());
        }
        rows.Count.ShouldBeGreaterThan(40);
        foreach (var row in rows)
        {
            var summed = news.Where(revised => Matches(revised.Expense, row.GetProperty("drill_down").GetString()!)).ToList();
            (row.GetProperty("total").GetString(), row.GetProperty("count").GetInt64()).ShouldBe(($"{summed.Sum(revised => revised.Expense.Amount):F2}", summed.Count), row.GetRawText());
            foreach (var apart in row.GetProperty("unconverted").EnumerateArray())
            {
                var listed = news.Where(revised => Matches(revised.Expense, apart.GetProperty("drill_down").GetString()!)).ToList();
                (apart.GetProperty("amount").GetString(), apart.GetProperty("count").GetInt64()).ShouldBe(($"{listed.Sum(revised => revised.Expense.Amount):F2}", listed.Count), apart.GetRawText());
            }
        }
    }

    [Fact]
    public async Task Without_dates_it_is_the_current_month_of_the_tenant()
    {
        reporting.Tenants.Set(_tenant, timeZone: "Pacific/Kiritimati");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati")).DateTime);
        var summary = await reporting.ReadAsync(_tenant, "summary");
        summary.GetProperty("start_date").GetString().ShouldBe($"{today:yyyy-MM}-01");
        summary.GetProperty("end_date").GetString().ShouldBe($"{today:yyyy-MM}-{DateTime.DaysInMonth(today.Year, today.Month)}");
        (await reporting.ReadAsync(_tenant, "monthly")).GetProperty("items").GetArrayLength().ShouldBe(12);
    }

    [Fact]
    public async Task Answers_about_a_tenant_that_has_spent_nothing()
    {
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var summary = await reporting.ReadAsync(_tenant, "summary?" + January);
        (summary.GetProperty("total").GetString(), summary.GetProperty("average").GetString(), summary.GetProperty("by_status").GetArrayLength()).ShouldBe(("0.00", "0.00", 0));
        summary.GetProperty("as_of").GetDateTimeOffset().ShouldBeGreaterThan(before);
        (await reporting.ReadAsync(_tenant, "summary?" + January)).GetProperty("as_of").GetRawText().ShouldBe(summary.GetProperty("as_of").GetRawText());
        (await reporting.ReadAsync(_tenant, "categories?" + January)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("summary?start_date=2025-13-01", "start_date")]
    [InlineData("categories?end_date=tomorrow", "end_date")]
    [InlineData("summary?start_date=2025-02-01&end_date=2025-01-01", "end_date")]
    [InlineData("monthly?group_by=colour", "group_by")]
    [InlineData("summary?project_id=acme", "project_id")]
    [InlineData("summary?projectid=acme", "projectid")]
    [InlineData("summary?group_by=category", "group_by")]
    public async Task Refuses_a_query_it_cannot_read_and_names_the_parameter(string path, string member)
    {
        using var client = reporting.Client(_tenant, Guid.CreateVersion7(), Role.Owner);
        using var answer = await client.GetAsync("/api/v1/reports/" + path);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(member, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Waits_for_the_write_that_the_reader_names()
    {
        var bus = reporting.Services.GetRequiredService<IBus>();
        var message = Guid.CreateVersion7();
        using var client = reporting.Client(_tenant, Guid.CreateVersion7(), Role.Owner);
        client.DefaultRequestHeaders.Add("TrackTok-Consistency", $"ExpenseRevised:{message:N}");
        var reading = client.GetFromJsonAsync<JsonElement>("/api/v1/reports/summary?" + January);
        await Task.Delay(100);
        reading.IsCompleted.ShouldBeFalse();
        await bus.Publish(News.Expense(_tenant, 12.5m), context => context.MessageId = message);
        (await reading).GetProperty("total").GetString().ShouldBe("12.50");
    }

    private static bool Matches(ExpenseFacts expense, string path)
    {
        path.ShouldStartWith("/api/v1/expenses?");
        var query = QueryHelpers.ParseQuery(path[path.IndexOf('?')..]);
        return expense.ExpenseDate >= News.Day(query["start_date"].ToString()) && expense.ExpenseDate <= News.Day(query["end_date"].ToString()) && query["status"].Contains(expense.Status)
            && Fits("category", expense.CategoryId) && Fits("project", expense.ProjectId) && Fits("account", expense.AccountId)
            && (!query.TryGetValue("currency", out var currency) || currency == expense.Currency)
            && (!query.TryGetValue("converted", out var converted) || converted == (expense.Currency == "USD" || expense.ReportingAmount is not null ? "true" : "false"));

        bool Fits(string place, Guid? id) => (!query.TryGetValue(place + "_id", out var wanted) || wanted == id?.ToString()) && (!query.TryGetValue("without", out var lacking) || !lacking.Contains(place) || id is null);
    }
}
