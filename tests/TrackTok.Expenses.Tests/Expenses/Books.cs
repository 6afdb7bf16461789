using Microsoft.Extensions.DependencyInjection;
using TrackTok.Currencies;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Projects;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>What a test's tenant has beside its expenses, arranged by entities and read as the administrator.</summary>
internal static class Books
{
    private static readonly DateTimeOffset Now = ExpensesFixture.Start;

    public static async Task<Project> AddProjectAsync(this ExpensesFixture fixture, TestTenant tenant, string name = "Apollo", string currency = "USD")
    {
        var project = Project.Create(name, Currency.Of(currency), Now);
        await fixture.AddAsync(tenant, project);
        return project;
    }

    public static async Task<Account> AddAccountAsync(this ExpensesFixture fixture, TestTenant tenant, string name = "Card", string currency = "USD")
    {
        var account = Account.Create(name, "credit_card", Currency.Of(currency), Now);
        await fixture.AddAsync(tenant, account);
        return account;
    }

    public static async Task<Category> AddCategoryAsync(this ExpensesFixture fixture, TestTenant tenant, string name = "Fuel")
    {
        var category = Category.Create(name, Now);
        await fixture.AddAsync(tenant, category);
        return category;
    }

    public static Task<decimal> BalanceAsync(this ExpensesFixture fixture, Guid account) => fixture.Database.ScalarAsync<decimal>($"SELECT balance FROM accounts WHERE id = '{account}'");

    public static Task<decimal> EntriesSumAsync(this ExpensesFixture fixture, Guid account) =>
        fixture.Database.ScalarAsync<decimal>($"SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE account_id = '{account}'");

    public static Task<decimal> SpentAsync(this ExpensesFixture fixture, Guid project) => fixture.Database.ScalarAsync<decimal>($"SELECT spent FROM projects WHERE id = '{project}'");

    public static Task<long> ExpensesOfAsync(this ExpensesFixture fixture, Guid project) => fixture.Database.ScalarAsync<long>($"SELECT expense_count FROM projects WHERE id = '{project}'");

    public static Task<long> UsedAsync(this ExpensesFixture fixture, TestTenant tenant) =>
        fixture.Database.ScalarAsync<long>($"SELECT used FROM usage_counters WHERE tenant_id = '{tenant.Id}' AND name = 'expenses'");

    public static Task ChangeAsync(this ExpensesFixture fixture, string table, Guid id, string assignment) => fixture.Database.ExecuteAsync($"UPDATE {table} SET {assignment} WHERE id = '{id}'");

    private static async Task AddAsync(this ExpensesFixture fixture, TestTenant tenant, object row) => _ = await fixture.InTenantAsync(tenant.Id, async services =>
    {
        await services.GetRequiredService<KnownTenants>().GetAsync(CancellationToken.None);
        var db = services.GetRequiredService<ExpensesDbContext>();
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        db.Add(row);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return row;
    });
}
