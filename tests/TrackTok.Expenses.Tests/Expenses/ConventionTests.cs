using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>The API's conventions (SPEC 1), where only a real request to a real database shows them.</summary>
public sealed class ConventionTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData("{}", HttpStatusCode.OK)]
    [InlineData(" { } ", HttpStatusCode.OK)]
    [InlineData("""{"zzz":1}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    public async Task A_route_without_a_body_takes_an_empty_one_only(string body, HttpStatusCode expected)
    {
        var owner = fixture.NewTenant().Owner;
        var draft = await owner.RecordAsync(new { status = "draft" });

        using var answer = await owner.PostAsync($"{ExpenseApi.Route}/{draft.Id()}/submit", new StringContent(body, Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(expected);
        (await owner.ReadAsync(draft)).Text("status").ShouldBe(expected == HttpStatusCode.OK ? "approved" : "draft");
    }

    [Theory]
    [InlineData("1.00000000000000000000000000000000001")]
    [InlineData("\"1.00000000000000000000000000001\"")]
    [InlineData("0.999999999999999999999999999999999")]
    public async Task An_amount_is_not_rounded_before_it_is_judged(string amount)
    {
        var owner = fixture.NewTenant().Owner;
        var body = ExpenseApi.Body().ToJsonString().Replace("\"125.50\"", amount, StringComparison.Ordinal);

        using var answer = await owner.PostAsync(ExpenseApi.Route, new StringContent(body, Encoding.UTF8, "application/json"));

        await answer.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "amount");
    }

    [Fact]
    public async Task Two_spellings_of_a_name_are_one_name()
    {
        var owner = fixture.NewTenant().Owner;
        var made = await (await owner.PostAsJsonAsync("/api/v1/categories", new { name = "Cafe\u0301" })).ShouldBeAsync(HttpStatusCode.Created);

        made.Text("name").ShouldBe("Caf\u00e9");
        await (await owner.PostAsJsonAsync("/api/v1/categories", new { name = "Caf\u00e9" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "name_taken");
        (await (await owner.GetAsync("/api/v1/categories?q=" + Uri.EscapeDataString("Cafe\u0301"))).ShouldBeAsync(HttpStatusCode.OK)).Items().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\u200b")]
    public async Task A_name_is_one_line_that_shows_something(string name)
    {
        var owner = fixture.NewTenant().Owner;
        await (await owner.PostAsJsonAsync("/api/v1/categories", new { name })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "name");
        await (await owner.TryRecordAsync(new { title = name })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "title");
    }

    [Fact]
    public async Task Rates_name_the_parameters_as_clients_do()
    {
        var owner = fixture.NewTenant().Owner;
        var missing = await (await owner.PutAsJsonAsync("/api/v1/rates?date=2025-01-15", new { value = "0.92" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed");
        missing.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["base", "quote"], ignoreOrder: true);
        await (await owner.GetAsync("/api/v1/rates?base=ZZZ")).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "base");
        await (await owner.GetAsync("/api/v1/rates?quote=ZZZ")).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "quote");
        await (await owner.GetAsync("/api/v1/rates?base=eur&quote=USD")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task When_it_was_changed_is_no_change()
    {
        var (tenant, patched) = (fixture.NewTenant(), new { amount = "130.00" });
        var expense = await tenant.Owner.RecordAsync();
        await tenant.Owner.ReviseAsync(expense, patched);

        var refused = await (await tenant.Owner.TryReviseAsync(expense, patched, "\"1\"")).ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "stale_version");
        var activity = await (await tenant.Owner.GetAsync($"{ExpenseApi.Route}/{expense.Id()}/activity")).ShouldBeAsync(HttpStatusCode.OK);

        refused.GetProperty("differing").EnumerateArray().Select(member => member.GetString()).ShouldNotContain("updated_at");
        refused.GetProperty("changes").GetRawText().ShouldNotContain("updated_at");
        activity.GetRawText().ShouldNotContain("updated_at");
        activity.GetRawText().ShouldContain("\"amount\"");
    }

    [Fact]
    public async Task An_export_writes_instants_as_the_api_does()
    {
        var (_, owner) = fixture.NewTenant().Person(Role.Owner);
        var expense = await owner.RecordAsync();

        var file = await owner.GetStringAsync("/api/v1/exports/expenses");

        file.TrimEnd().ShouldEndWith("," + expense.Text("created_at"));
        expense.Text("created_at")!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }
}
