using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Data;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tests.Tenants;

public sealed class SetUpTenantTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Gives_a_tenant_that_is_first_heard_of_a_project_an_account_and_eight_categories()
    {
        var tenant = fixture.NewTenant(currency: "EUR");

        await KnowAsync(tenant);

        var (project, account, categories, defaults) = await fixture.InTenantAsync(tenant.Id, async services =>
        {
            var db = services.GetRequiredService<ExpensesDbContext>();
            return (await db.Projects.SingleAsync(), await db.Accounts.SingleAsync(), await db.Categories.ToListAsync(), await db.TenantDefaults.SingleAsync());
        });
        (project.Name, project.CurrencyCode).ShouldBe(("General", "EUR"));
        (account.Name, account.CurrencyCode).ShouldBe(("Cash", "EUR"));
        categories.Count.ShouldBe(8);
        categories.ShouldAllBe(category => category.ProjectId == null && category.Color != null && category.Icon != null);
        (defaults.ProjectId, defaults.AccountId).ShouldBe((project.Id, account.Id));
    }

    private Task<KnownTenant> KnowAsync(TestTenant tenant) =>
        fixture.InTenantAsync(tenant.Id, services => services.GetRequiredService<KnownTenants>().GetAsync(CancellationToken.None).AsTask());
}
