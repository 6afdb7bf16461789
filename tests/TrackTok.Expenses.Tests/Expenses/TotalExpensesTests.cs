using System.Net;
using System.Text.Json;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class TotalExpensesTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Adds_up_just_what_the_list_shows()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "Taxi", amount = "10.10", tags = new[] { "travel" } });
        await tenant.Owner.RecordAsync(new { title = "Train", amount = "20.20", tags = new[] { "travel", "rail" } });
        await tenant.Owner.RecordAsync(new { title = "Paper", amount = "1000.00", status = "draft" });
        var gone = await tenant.Owner.RecordAsync(new { title = "Gone", amount = "7.00" });
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{gone.Id()}");

        async Task Adds(string query, long count, string total)
        {
            var totals = await TotalsAsync(tenant.Owner, query);
            (totals.GetProperty("count").GetInt64(), totals.Text("reporting_total"), totals.Text("reporting_currency")).ShouldBe((count, total, "USD"), query);
        }
        await Adds("", 3, "1030.30");
        await Adds("tag=travel", 2, "30.30");
        await Adds("q=tra", 1, "20.20");
        await Adds("status=draft", 1, "1000.00");
        await Adds("min_amount=20&max_amount=21&sort=amount&order=asc", 1, "20.20");
        await Adds("deleted=true", 1, "7.00");
        await Adds("tag=nothing", 0, "0.00");
    }

    [Fact]
    public async Task Never_adds_different_currencies()
    {
        var tenant = fixture.NewTenant("EUR");
        await tenant.Owner.SendAsync(HttpMethod.Put, "/api/v1/rates?base=USD&quote=EUR&date=2025-01-01", new { value = "0.5" });
        await tenant.Owner.RecordAsync(new { amount = "100.00", currency = "EUR" });
        await tenant.Owner.RecordAsync(new { amount = "10.00", currency = "USD" });
        await tenant.Owner.RecordAsync(new { amount = "3.00", currency = "NZD" });
        await tenant.Owner.RecordAsync(new { amount = "4.00", currency = "NZD" });
        await tenant.Owner.RecordAsync(new { amount = "1200", currency = "JPY" });
        // Recorded before the rate was known: a dollar amount that is worth nothing yet, beside one that is.
        await tenant.Owner.RecordAsync(new { amount = "8.00", currency = "USD", expense_date = "2024-12-31" });

        var totals = await TotalsAsync(tenant.Owner, "");

        totals.GetProperty("count").GetInt64().ShouldBe(6);
        totals.Text("reporting_total").ShouldBe("105.00");
        Sums(totals, "unconverted").ShouldBe([("JPY", "1200", 1), ("NZD", "7.00", 2), ("USD", "8.00", 1)]);
        Sums(totals, "by_currency").ShouldBe([("EUR", "100.00", 1), ("JPY", "1200", 1), ("NZD", "7.00", 2), ("USD", "18.00", 2)]);
    }

    [Fact]
    public async Task Adds_up_only_what_the_caller_may_see()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { amount = "10.00" });
        await tenant.Member.RecordAsync(new { amount = "1.00" });
        await fixture.NewTenant().Owner.RecordAsync(new { amount = "500.00" });

        (await TotalsAsync(tenant.Member, "")).Text("reporting_total").ShouldBe("1.00");
        (await TotalsAsync(tenant.Analyst, "")).Text("reporting_total").ShouldBe("11.00");
    }

    [Fact]
    public async Task Refuses_the_filters_that_the_list_refuses() =>
        (await fixture.NewTenant().Owner.GetAsync($"{ExpenseApi.Route}/totals?status=lost")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

    private static async Task<JsonElement> TotalsAsync(HttpClient client, string query) => await (await client.GetAsync($"{ExpenseApi.Route}/totals?{query}")).ShouldBeAsync(HttpStatusCode.OK);

    private static (string?, string?, long)[] Sums(JsonElement totals, string member) =>
        [.. totals.GetProperty(member).EnumerateArray().Select(sum => (sum.Text("currency"), sum.Text("amount"), sum.GetProperty("count").GetInt64()))];
}
