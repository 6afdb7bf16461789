using System.Text.Json;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>Whatever is done to expenses, in whatever order: balances equal their entries, and totals the living expenses that count.</summary>
public sealed class ExpenseBooksTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Add_up_after_any_sequence_of_changes(int seed)
    {
        var random = new Random(seed);
        var tenant = fixture.NewTenant();
        Guid[] projects = [(await fixture.AddProjectAsync(tenant)).Id, (await fixture.AddProjectAsync(tenant, "Gemini")).Id];
        Guid[] accounts = [(await fixture.AddAccountAsync(tenant)).Id, (await fixture.AddAccountAsync(tenant, "Bank")).Id];
        var expenses = new List<JsonElement>();
        for (var step = 0; step < 40; step++)
        {
            var places = new { project_id = projects[random.Next(2)], account_id = accounts[random.Next(2)], amount = $"{random.Next(1, 100_000) / 100m:F2}" };
            if (expenses.Count < 4)
            {
                expenses.Add(await tenant.Owner.RecordAsync(places));
                continue;
            }
            var expense = expenses[random.Next(expenses.Count)];
            var response = random.Next(6) switch
            {
                0 => await tenant.Owner.TryReviseAsync(expense, places),
                1 => await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}"),
                2 => await tenant.Owner.ActAsync(expense, "restore"),
                3 => await tenant.Owner.ActAsync(expense, "reject", new { reason = "No" }),
                4 => await tenant.Owner.ActAsync(expense, "submit"),
                _ => await tenant.Owner.TryReviseAsync(expense, new { account_id = (Guid?)null }),
            };
            ((int)response.StatusCode).ShouldBeLessThan(500);
        }

        foreach (var account in accounts)
        {
            var balance = await fixture.BalanceAsync(account);
            balance.ShouldBe(await fixture.EntriesSumAsync(account));
            balance.ShouldBe(-await SumAsync("account_amount", "account_id", account));
        }
        foreach (var project in projects)
        {
            (await fixture.SpentAsync(project)).ShouldBe(await SumAsync("project_amount", "project_id", project));
            (await fixture.ExpensesOfAsync(project)).ShouldBe(await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expenses WHERE project_id = '{project}' AND deleted_at IS NULL"));
        }
        (await fixture.UsedAsync(tenant)).ShouldBe(await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expenses WHERE tenant_id = '{tenant.Id}' AND deleted_at IS NULL"));
        (await fixture.Database.ScalarAsync<bool>(
            $"SELECT bool_and(e.version = r.n) FROM expenses e JOIN (SELECT expense_id, count(*) AS n FROM expense_revisions GROUP BY 1) r ON r.expense_id = e.id WHERE e.tenant_id = '{tenant.Id}'")).ShouldBeTrue();
    }

    private Task<decimal> SumAsync(string amount, string place, Guid id) => fixture.Database.ScalarAsync<decimal>(
        $"SELECT coalesce(sum({amount}), 0) FROM expenses WHERE {place} = '{id}' AND deleted_at IS NULL AND status IN ('submitted', 'approved', 'reimbursed')");
}
