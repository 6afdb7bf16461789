using System.Net;

namespace TrackTok.Journeys;

public sealed class MainJobTests(TrackTokSystem system)
{
    [Fact]
    public async Task A_company_signs_up_records_what_it_spends_and_sees_its_budget_move()
    {
        var company = await Company.SignUpAsync(system);
        var budget = await company.BudgetAsync(100m);
        await company.SpendAsync(79.99m);
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 79.99m);
        (await company.GetAsync("/alerts")).GetProperty("items").GetArrayLength().ShouldBe(0);

        await company.SpendAsync(0.01m);

        var alerts = await Eventually.HoldsAsync(() => company.GetAsync("/alerts"), alerts => alerts.GetProperty("items").GetArrayLength() == 1);
        alerts.GetProperty("items")[0].GetProperty("kind").GetString().ShouldBe("budget_threshold");
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (80m, 2));
        (await company.GetAsync("/accounts")).GetProperty("items")[0].GetProperty("balance").GetString().ShouldBe("-80.00");
    }

    [Fact]
    public async Task Another_company_finds_nothing_of_it()
    {
        var one = await Company.SignUpAsync(system);
        var other = await Company.SignUpAsync(system);
        var expense = await one.SpendAsync(10m);
        var budget = await one.BudgetAsync(100m);
        var paths = new[]
        {
            "/expenses/" + expense.GetProperty("id").GetString(), "/budgets/" + budget.GetProperty("id").GetString(),
            "/projects/" + expense.GetProperty("project_id").GetString(), "/accounts/" + expense.GetProperty("account_id").GetString(),
        };
        foreach (var path in paths)
        {
            (await one.StatusOfAsync(path)).ShouldBe(HttpStatusCode.OK, path);
            (await other.StatusOfAsync(path)).ShouldBe(HttpStatusCode.NotFound, path);
        }
        (await other.ReportedAsync()).ShouldBe((0m, 0));
    }
}
