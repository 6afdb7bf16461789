using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Budgets.Rebuild;
using TrackTok.Budgets.Tests.Facts;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Tests.Rebuild;

public sealed class RebuildTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Fetches_every_expense_while_events_keep_coming()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        var old = Enumerable.Range(1, 40).Select(i => tenant.Expense($"{i}.10", status: i % 9 == 0 ? "draft" : "approved", deleted: i % 7 == 0, currency: i % 5 == 0 ? "EUR" : "USD", reportingAmount: "3.00")).ToList();
        var batches = old.Chunk(10).ToList();
        fixture.Expenses.Batches[tenant.Id] = batches.ConvertAll(Batch);
        // While the stream goes on, expenses of the batch to come are changed, and others are new.
        var newer = batches.Select(batch => batch[3] with { Version = 2, Expense = batch[3].Expense with { Amount = 1000, Currency = "USD", Status = "approved" } }).ToList();
        var fresh = batches.Select(_ => tenant.Expense("0.05")).ToList();
        fixture.Expenses.BetweenBatches = async next =>
        {
            if (next < newer.Count) await tenant.TellAsync(newer[next], fresh[next]);
        };

        (await RunAsync("rebuild", tenant.Id.ToString())).ShouldBe(0);
        fixture.Expenses.BetweenBatches = _ => Task.CompletedTask;

        (await tenant.StatusAsync(budget)).ShouldAddUp(Ledger.Sum([.. old, .. newer, .. fresh], _ => true, "2025-01-01", "2025-01-31"));
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expense_facts WHERE tenant_id = '{tenant.Id}'")).ShouldBe(44);
    }

    [Fact]
    public async Task Keeps_all_that_an_expense_counts_by()
    {
        var tenant = fixture.NewTenant();
        var (project, category, account, person) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var budget = await tenant.BudgetAsync(new { scope = new { project_id = project, category_ids = new[] { category }, account_id = account, user_id = person, tags = new[] { "office" } } });
        fixture.Expenses.Batches[tenant.Id] = [Batch([tenant.Expense("8.00", currency: "EUR", reportingAmount: "9.99", project: project, category: category, account: account, by: person, tags: "office")])];
        (await RunAsync("rebuild", tenant.Id.ToString())).ShouldBe(0);
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("9.99");
        var row = (await tenant.GetAsync($"/budgets/{budget.Id()}/expenses?period=2025-01-20")).GetProperty("items")[0];
        row.Text("vendor").ShouldBe("A vendor");
        row.Text("amount").ShouldBe("8.00");
    }

    [Fact]
    public async Task The_check_repairs_a_wrong_figure_and_audits_it()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00" });
        await tenant.TellAsync(tenant.Expense("85.00"));
        await fixture.Database.ExecuteAsync($"UPDATE budget_periods SET spent = 12.00, crossings = '[]' WHERE budget_id = '{budget.Id()}'");
        await fixture.Database.ExecuteAsync($"UPDATE alerts SET resolved_at = now() WHERE entity_id = '{budget.Id()}'");

        (await RunAsync("check", tenant.Id.ToString())).ShouldBe(0);
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("85.00");
        (await tenant.AlertsAsync()).Count.ShouldBe(2);
        var changes = (await fixture.Database.ScalarAsync<string>($"SELECT changes::text FROM audit_entries WHERE entity_id = '{budget.Id()}' AND action = 'budget.figures_repaired'")).ShouldNotBeNull();
        changes.ShouldContain("12.00");
        changes.ShouldContain("85.00");

        (await RunAsync("check", tenant.Id.ToString())).ShouldBe(0);
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE entity_id = '{budget.Id()}' AND action = 'budget.figures_repaired'")).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_tenant_every_tenant_is_meant_and_a_mistyped_one_is_refused()
    {
        var (one, other) = (fixture.NewTenant(), fixture.NewTenant());
        var budgets = new[] { await one.BudgetAsync(), await other.BudgetAsync() };
        fixture.Expenses.Batches[one.Id] = [Batch([one.Expense("1.00")])];
        fixture.Expenses.Batches[other.Id] = [Batch([other.Expense("2.00")])];
        (await RunAsync("rebuild", "no-id")).ShouldBe(2);
        (await one.StatusAsync(budgets[0])).Text("spent").ShouldBe("0.00");
        (await RunAsync("rebuild")).ShouldBe(0);
        (await one.StatusAsync(budgets[0])).Text("spent").ShouldBe("1.00");
        (await other.StatusAsync(budgets[1])).Text("spent").ShouldBe("2.00");
        (await RunAsync("check")).ShouldBe(0);
    }

    private async Task<int> RunAsync(string command, params string[] arguments)
    {
        await using var scope = fixture.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetServices<IServiceCommand>().Single(one => one.Name == command).RunAsync(arguments, CancellationToken.None);
    }

    private static ExpenseBatch Batch(IEnumerable<ExpenseRevised> expenses)
    {
        var batch = new ExpenseBatch();
        foreach (var one in expenses)
        {
            var (fact, state) = (one.Expense, new ExpenseState());
            state.ExpenseId = fact.ExpenseId.ToString();
            state.Version = one.Version;
            state.Deleted = one.Deleted;
            state.Amount = fact.Amount.ToString(CultureInfo.InvariantCulture);
            state.Currency = fact.Currency;
            if (fact.ReportingAmount is { } reporting) state.ReportingAmount = reporting.ToString(CultureInfo.InvariantCulture);
            state.ReportingCurrency = fact.ReportingCurrency;
            state.ExpenseDate = fact.ExpenseDate.ToString("O", CultureInfo.InvariantCulture);
            state.Title = fact.Title;
            if (fact.Vendor is not null) state.Vendor = fact.Vendor;
            if (fact.CategoryId is { } category) state.CategoryId = category.ToString();
            if (fact.ProjectId is { } project) state.ProjectId = project.ToString();
            if (fact.AccountId is { } account) state.AccountId = account.ToString();
            state.CreatedBy = fact.CreatedBy.ToString();
            state.PaymentMethod = fact.PaymentMethod;
            state.Status = fact.Status;
            state.Tags.AddRange(fact.Tags);
            state.RevisedAtUnixMs = one.OccurredAt.ToUnixTimeMilliseconds();
            batch.Expenses.Add(state);
        }
        return batch;
    }
}
