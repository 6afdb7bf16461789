using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Reporting.Spending;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Tests.Spending;

public sealed class RebuildTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    [Fact]
    public async Task Makes_everything_anew_from_nothing()
    {
        var (tenant, news) = Owned(10);
        var outcome = await Rebuild.RunAsync(tenant, CancellationToken.None);
        (outcome.Expenses, outcome.Categories, outcome.Projects, outcome.Accounts).ShouldBe((10, 1, 1, 1));
        (await reporting.DashboardTotalsAsync(tenant)).ShouldBe(Model.DashboardTotals(news));
        var dashboard = await reporting.ReadPathAsync(tenant, "dashboard");
        dashboard.GetProperty("project_health")[0].GetProperty("name").GetString().ShouldBe("Website");
        dashboard.GetProperty("low_balances")[0].GetProperty("balance").GetString().ShouldBe("10.00");
        dashboard.GetProperty("latest_activity")[0].GetProperty("title").GetString().ShouldBe("Lunch");
        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(news));
        (await reporting.ReadAsync(tenant, "categories?start_date=2025-01-01&end_date=2025-12-31")).GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Travel");
    }

    [Fact]
    public async Task Repairs_facts_and_totals_that_were_damaged()
    {
        var (tenant, news) = Owned(5);
        await reporting.TakeAsync(news);
        await reporting.Database.ExecuteAsync($"""
            UPDATE expense_facts SET amount = 1, title = '', vendor = NULL WHERE tenant_id = '{tenant}'; UPDATE spending_totals SET count = 77 WHERE tenant_id = '{tenant}';
            DELETE FROM daily_totals WHERE tenant_id = '{tenant}'; UPDATE vendor_totals SET amount = 1 WHERE tenant_id = '{tenant}';
            UPDATE project_totals SET starts_on = starts_on + 1 WHERE tenant_id = '{tenant}' AND span = 0
            """);
        (await Rebuild.RunAsync(tenant, CancellationToken.None)).Repaired.ShouldBeGreaterThan(0);
        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(news));
        (await reporting.DashboardTotalsAsync(tenant)).ShouldBe(Model.DashboardTotals(news));
        (await reporting.FactsAsync(tenant)).ShouldAllBe(fact => fact.Title == "Lunch" && fact.Vendor == "Staples" && fact.Change == "changed");
    }

    [Fact]
    public async Task Loses_nothing_that_happens_meanwhile()
    {
        var (tenant, news) = Owned(12);
        var later = news.ConvertAll(revised => revised with { Version = 2, Expense = revised.Expense with { Amount = revised.Expense.Amount + 1, ReportingAmount = revised.Expense.Amount + 1 } });
        var next = 0;
        reporting.Expenses.BetweenBatches = async () =>
        {
            if (next < later.Count) await reporting.TakeAsync(later[next++]);
        };
        try
        {
            await Rebuild.RunAsync(tenant, CancellationToken.None);
        }
        finally
        {
            reporting.Expenses.BetweenBatches = null;
        }
        next.ShouldBeGreaterThan(2);
        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(news.Concat(later.Take(next))));
    }

    [Fact]
    public async Task A_check_puts_totals_right_and_leaves_an_audit_entry()
    {
        var (tenant, news) = Owned(4);
        await reporting.TakeAsync(news);
        (await Rebuild.CheckAsync(tenant, CancellationToken.None)).ShouldBe(0);
        await reporting.Database.ExecuteAsync($"""
            UPDATE spending_totals SET amount = amount + 1 WHERE tenant_id = '{tenant}' AND span = 1;
            INSERT INTO spending_totals SELECT tenant_id, span, starts_on + 400, category_id, project_id, account_id, status, currency, reporting_currency, count, amount, reporting_amount
            FROM spending_totals WHERE tenant_id = '{tenant}' AND span = 0 LIMIT 1
            """);
        (await Rebuild.CheckAsync(tenant, CancellationToken.None)).ShouldBe(2);
        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(news));
        (await Rebuild.CheckAsync(tenant, CancellationToken.None)).ShouldBe(0);
        var entry = await reporting.Database.ScalarAsync<string>($"SELECT changes::text FROM audit_entries WHERE tenant_id = '{tenant}' AND action = 'reports.repaired'");
        JsonDocument.Parse(entry!).RootElement.GetProperty("value")[1].GetRawText().ShouldBe("""{"rows_removed": 1, "rows_corrected": 1}""");
    }

    [Fact]
    public async Task The_commands_refuse_what_is_no_tenant_and_take_what_is()
    {
        var (tenant, _) = Owned(1);
        await using var scope = reporting.Services.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetServices<IServiceCommand>().ToDictionary(command => command.Name);
        (await commands["rebuild"].RunAsync(["acme"], CancellationToken.None)).ShouldBe(2);
        (await commands["rebuild"].RunAsync([tenant.ToString()], CancellationToken.None)).ShouldBe(0);
        (await commands["check"].RunAsync([tenant.ToString(), "x"], CancellationToken.None)).ShouldBe(2);
        (await commands["check"].RunAsync([tenant.ToString()], CancellationToken.None)).ShouldBe(0);
        await reporting.Database.ExecuteAsync($"DELETE FROM spending_totals WHERE tenant_id = '{tenant}'");
        (await commands["check"].RunAsync([], CancellationToken.None)).ShouldBe(1);
    }

    private Rebuild Rebuild => reporting.Services.GetRequiredService<Rebuild>();

    /// <summary>A tenant whose expenses their owner knows, and the news it would have told of them.</summary>
    private (Guid Tenant, List<ExpenseRevised> News) Owned(int expenses)
    {
        var tenant = Guid.CreateVersion7();
        var category = Guid.CreateVersion7();
        var project = Guid.CreateVersion7();
        var news = Enumerable.Range(1, expenses).Select(i => News.Expense(tenant, i * 1.11m, "2025-01-15", category: category, project: project, vendor: "Staples")).ToList();
        reporting.Expenses.Projects[tenant.ToString()] = [new ProjectState { ProjectId = project.ToString(), Version = 1, Name = "Website", Status = "active", StartingBudget = "500", Currency = "USD" }];
        reporting.Expenses.Accounts[tenant.ToString()] =
            [new AccountState { AccountId = Guid.CreateVersion7().ToString(), Version = 1, Name = "Bank", Type = "checking", Currency = "USD", Balance = "10", LowBalanceThreshold = "50.5" }];
        reporting.Expenses.Categories[tenant.ToString()] = [new CategoryState { CategoryId = category.ToString(), Version = 1, Name = "Travel" }];
        reporting.Expenses.Expenses[tenant.ToString()] = news.ConvertAll(revised => new ExpenseState
        {
            ExpenseId = revised.Expense.ExpenseId.ToString(),
            Version = revised.Version,
            Amount = revised.Expense.Amount.ToString(CultureInfo.InvariantCulture),
            Currency = "USD",
            ReportingAmount = revised.Expense.Amount.ToString(CultureInfo.InvariantCulture),
            ReportingCurrency = "USD",
            ExpenseDate = "2025-01-15",
            Title = "Lunch",
            Vendor = "Staples",
            CategoryId = category.ToString(),
            ProjectId = project.ToString(),
            ProjectAmount = revised.Expense.Amount.ToString(CultureInfo.InvariantCulture),
            CreatedBy = revised.Expense.CreatedBy.ToString(),
            PaymentMethod = "cash",
            Status = revised.Expense.Status,
            RevisedAtUnixMs = revised.OccurredAt.ToUnixTimeMilliseconds(),
        });
        return (tenant, news);
    }
}
