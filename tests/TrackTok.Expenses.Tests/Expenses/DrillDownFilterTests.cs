using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>The filters by which a report's figure leads to its rows.</summary>
public sealed class DrillDownFilterTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Narrows_to_any_of_several_states()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "Draft", status = "draft" });
        await tenant.Owner.RecordAsync(new { title = "Filed" });
        (await TitlesAsync(tenant, "status=draft")).ShouldBe(["Draft"]);
        (await TitlesAsync(tenant, "status=submitted&status=approved&status=reimbursed")).ShouldBe(["Filed"]);
        (await TitlesAsync(tenant, "status=draft&status=approved")).ShouldBe(["Draft", "Filed"]);
    }

    [Fact]
    public async Task Narrows_to_what_has_no_category()
    {
        var tenant = fixture.NewTenant();
        using var categories = await tenant.Owner.GetAsync("/api/v1/categories");
        var category = (await categories.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items")[0].GetProperty("id").GetGuid();
        await tenant.Owner.RecordAsync(new { title = "Named", category_id = category });
        await tenant.Owner.RecordAsync(new { title = "Unnamed" });
        (await TitlesAsync(tenant, "without=category")).ShouldBe(["Unnamed"]);
        (await TitlesAsync(tenant, "without=category&without=project")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tells_what_has_a_value_in_the_tenants_currency_from_what_has_none()
    {
        var tenant = fixture.NewTenant("USD");
        await tenant.Owner.RecordAsync(new { title = "Dollars" });
        await tenant.Owner.RecordAsync(new { title = "Kiwi", currency = "NZD", account_id = (Guid?)null });
        (await TitlesAsync(tenant, "converted=true")).ShouldBe(["Dollars"]);
        (await TitlesAsync(tenant, "converted=false")).ShouldBe(["Kiwi"]);
        (await TitlesAsync(tenant, "converted=false&currency=NZD")).ShouldBe(["Kiwi"]);
        (await TitlesAsync(tenant, "converted=false&currency=EUR")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Narrows_to_a_vendor_by_the_whole_name_in_any_case()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "Paper", vendor = "Café 100% Zoë" });
        await tenant.Owner.RecordAsync(new { title = "Ink", vendor = "CAFÉ 100% ZOË" });
        await tenant.Owner.RecordAsync(new { title = "Pens", vendor = "Café 1000 Zoë" });
        await tenant.Owner.RecordAsync(new { title = "Tape" });
        (await TitlesAsync(tenant, "vendor=" + Uri.EscapeDataString("café 100% zoë"))).ShouldBe(["Ink", "Paper"]);
        (await TitlesAsync(tenant, "vendor=caf")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status=draft&status=lost")]
    [InlineData("without=vendor")]
    [InlineData("converted=perhaps")]
    [InlineData("currency=DOLLAR")]
    public async Task Refuses_what_it_does_not_know(string query)
    {
        using var answer = await fixture.NewTenant().Owner.GetAsync($"{ExpenseApi.Route}?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<List<string?>> TitlesAsync(TestTenant tenant, string query)
    {
        using var answer = await tenant.Owner.GetAsync($"{ExpenseApi.Route}?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString()).Order()];
    }
}
