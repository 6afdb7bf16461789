using System.Net;
using TrackTok.Expenses.Tests.Expenses;

namespace TrackTok.Expenses.Tests.Tenants;

public sealed class FirstRequestTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Leaves_a_tenant_known_with_its_defaults_although_the_request_is_refused()
    {
        var tenant = fixture.NewTenant();
        await (await tenant.Owner.TryRecordAsync(new { amount = "0" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "amount");

        (await tenant.Owner.RecordAsync()).Text("project_id").ShouldNotBeNull();
    }

    [Fact]
    public async Task Finds_the_defaults_when_it_is_one_of_sixteen_at_once()
    {
        var tenant = fixture.NewTenant();

        var expenses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => tenant.Owner.RecordAsync()));

        expenses.ShouldAllBe(expense => expense.Text("project_id") != null && expense.Text("account_id") != null);
        (await fixture.UsedAsync(tenant)).ShouldBe(16);
    }
}
