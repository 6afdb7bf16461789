using System.Globalization;
using System.Text.Json;
using TrackTok.Demo;

namespace TrackTok.Journeys;

public sealed class DemoCompanyTests(TrackTokSystem system)
{
    [Fact]
    public async Task Six_months_of_expenses_are_there_and_add_up_everywhere_and_a_second_run_changes_nothing()
    {
        using var http = DemoApi.Client(system.Gateway);
        var began = TimeProvider.System.GetTimestamp();
        var first = await MakeAsync(http);
        // Ten to fifteen seconds on an idle machine; the bound is for one that runs other tests as well.
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(3));

        first.Expenses.ShouldBeInRange(400, 800);
        var owner = (await DemoApi.SignInAsync(http, DemoPlan.Subdomain, DemoPlan.Owner, CancellationToken.None))!.Value.Api;
        var expenses = await owner.ListAsync("/expenses", CancellationToken.None);
        expenses.Count.ShouldBe(first.Expenses);
        var counted = expenses.FindAll(expense => Text(expense, "status") is "approved" or "reimbursed");
        var unconverted = counted.FindAll(expense => Text(expense, "reporting_amount") is null);
        unconverted.Select(expense => Text(expense, "currency")).ShouldBe(["NZD"]);
        counted.Select(expense => Text(expense, "currency")).Distinct().Order().ShouldBe(["CHF", "EUR", "GBP", "JPY", "NZD", "USD"]);
        expenses.Select(expense => Text(expense, "status")).Distinct().Order().ShouldBe(["approved", "draft", "reimbursed", "rejected"]);
        expenses.Select(expense => Text(expense, "payment_method")).Distinct().Count().ShouldBeGreaterThan(4);

        expenses.Select(expense => Text(expense, "created_by")).Distinct().Count().ShouldBe(3);
        foreach (var person in DemoPlan.People)
        {
            var session = (await DemoApi.SignInAsync(http, DemoPlan.Subdomain, person, CancellationToken.None))!.Value.Session;
            Text(session.GetProperty("user"), "role").ShouldBe(person.Role);
        }

        // The report equals the sum of the rows; so does each budget.
        var total = counted.Except(unconverted).Sum(expense => Amount(expense, "reporting_amount"));
        var days = $"start_date={expenses.Min(expense => Text(expense, "expense_date"))}&end_date={expenses.Max(expense => Text(expense, "expense_date"))}";
        var summary = await Eventually.HoldsAsync(() => owner.GetAsync("/reports/summary?" + days, CancellationToken.None), summary => Amount(summary, "total") == total);
        summary.GetProperty("unconverted").GetArrayLength().ShouldBe(1);
        (await owner.GetAsync("/reports/categories?" + days, CancellationToken.None)).GetProperty("items").EnumerateArray().Sum(row => Amount(row, "total")).ShouldBe(total);
        foreach (var budget in await owner.ListAsync("/budgets", CancellationToken.None))
        {
            var status = await owner.GetAsync($"/budgets/{Text(budget, "id")}/status", CancellationToken.None);
            var rows = await owner.ListAsync($"/budgets/{Text(budget, "id")}/expenses", CancellationToken.None);
            Amount(status, "spent").ShouldBe(rows.Where(row => Text(row, "counts_as") == "spent" && Text(row, "counted") is not null).Sum(row => Amount(row, "counted")), Text(budget, "name"));
        }
        foreach (var account in await owner.ListAsync("/accounts", CancellationToken.None))
            Amount(account, "balance").ShouldBe((await owner.ListAsync($"/accounts/{Text(account, "id")}/entries", CancellationToken.None)).Sum(entry => Amount(entry, "amount")), Text(account, "name"));

        var before = await PictureAsync(owner);
        (await MakeAsync(http)).ShouldBe(first with { Made = 0 });
        (await PictureAsync(owner)).ShouldBe(before);
    }

    [Fact]
    public void What_is_drawn_depends_on_nothing_but_the_day_of_founding()
    {
        var one = DemoExpenses.Until(new DateOnly(2026, 3, 1));
        var other = DemoExpenses.Until(new DateOnly(2024, 11, 30));

        one.Count.ShouldBe(other.Count);
        one.Zip(other).ShouldAllBe(pair => pair.First.Amount == pair.Second.Amount && pair.First.Vendor == pair.Second.Vendor && pair.First.Reference == pair.Second.Reference);
        one.Select(expense => expense.Reference).ShouldBeUnique();
        one.Max(expense => expense.Date).ShouldBe(new DateOnly(2026, 3, 1));
    }

    private static Task<DemoResult> MakeAsync(HttpClient http) => new DemoCompany(http, TimeProvider.System, TextWriter.Null).MakeAsync(CancellationToken.None);

    /// <summary>Everything that a second run could have doubled.</summary>
    private static async Task<string> PictureAsync(DemoApi owner)
    {
        var lists = new List<string>();
        foreach (var path in new[] { "/expenses", "/accounts", "/categories", "/projects", "/budgets", "/rates" })
            lists.Add(string.Join('\n', await owner.ListAsync(path, CancellationToken.None)));
        return string.Join('\n', lists);
    }

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.ToString() is { Length: > 0 } text ? text : null : null;

    private static decimal Amount(JsonElement element, string member) => decimal.Parse(element.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);
}
