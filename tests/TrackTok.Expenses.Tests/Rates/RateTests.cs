using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Rates;

namespace TrackTok.Expenses.Tests.Rates;

public sealed class RateTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Finds_the_rate_of_the_day_or_the_newest_earlier_one()
    {
        var tenant = fixture.NewTenant();
        await SetAsync(tenant, "EUR", "USD", "2025-01-10", "1.03");
        await SetAsync(tenant, "EUR", "USD", "2025-01-15", "1.05");

        (await FindAsync(tenant, "EUR", "USD", new(2025, 1, 15))).ShouldBe(new FoundRate(1.05m, "manual", new(2025, 1, 15)));
        (await FindAsync(tenant, "EUR", "USD", new(2025, 1, 14))).ShouldBe(new FoundRate(1.03m, "manual", new(2025, 1, 10)));
        (await FindAsync(tenant, "EUR", "USD", new(2025, 1, 9))).ShouldBeNull();
        (await FindAsync(tenant, "EUR", "GBP", new(2025, 1, 15))).ShouldBeNull();
    }

    [Fact]
    public async Task Takes_the_inverse_where_only_the_other_direction_is_known()
    {
        var tenant = fixture.NewTenant();
        await SetAsync(tenant, "EUR", "USD", "2025-01-10", "1.25");

        (await FindAsync(tenant, "USD", "EUR", new(2025, 1, 15)))!.Value.ShouldBe(0.8m);
    }

    [Fact]
    public async Task Is_no_other_tenants_business()
    {
        var (mine, theirs) = (fixture.NewTenant(), fixture.NewTenant());
        await SetAsync(theirs, "EUR", "USD", "2025-01-10", "9.99");

        (await FindAsync(mine, "EUR", "USD", new(2025, 1, 15))).ShouldBeNull();
        (await mine.Owner.ReadAsync("/rates")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Corrects_the_rate_of_a_day_that_was_set_before()
    {
        var tenant = fixture.NewTenant();
        await SetAsync(tenant, "EUR", "USD", "2025-01-10", "1.03");
        await SetAsync(tenant, "eur", "usd", "2025-01-10", "1.04");

        var only = (await tenant.Owner.ReadAsync("/rates?base=EUR&quote=USD")).Items().ShouldHaveSingleItem()!;
        (only.Text("value"), only.Text("source"), only.Text("date")).ShouldBe(("1.04", "manual", "2025-01-10"));
    }

    [Fact]
    public async Task Lists_for_a_day_the_rates_in_force()
    {
        var tenant = fixture.NewTenant();
        await SetAsync(tenant, "EUR", "USD", "2025-01-10", "1.03");
        await SetAsync(tenant, "EUR", "USD", "2025-01-12", "1.04");
        await SetAsync(tenant, "EUR", "USD", "2025-01-20", "1.09");
        await SetAsync(tenant, "GBP", "USD", "2025-01-01", "1.25");

        (await tenant.Owner.ReadAsync("/rates?date=2025-01-15")).Items().Select(rate => rate!.Text("value")).ShouldBe(["1.04", "1.25"]);
    }

    [Theory]
    [InlineData("EUR", "EUR", "1.03")]
    [InlineData("EUR", "XXZ", "1.03")]
    [InlineData("EUR", "USD", "0")]
    [InlineData("EUR", "USD", "-1")]
    [InlineData("EUR", "USD", "1.0000000000001")]
    [InlineData("EUR", "USD", null)]
    public async Task Refuses_what_is_no_rate(string from, string to, string? value)
    {
        var answer = fixture.NewTenant().Owner.SendAsync(HttpMethod.Put, $"/rates?base={from}&quote={to}&date=2025-01-15", new { value });

        (await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity)).ShouldBe("validation_failed");
    }

    private static async Task SetAsync(TestTenant tenant, string from, string to, string date, string value) =>
        await tenant.Owner.SendAsync(HttpMethod.Put, $"/rates?base={from}&quote={to}&date={date}", new { value }).ReadAsync();

    private Task<FoundRate?> FindAsync(TestTenant tenant, string from, string to, DateOnly date) =>
        fixture.InTenantAsync(tenant.Id, services => RateBook.FindAsync(services.GetRequiredService<ExpensesDbContext>(), from, to, date, CancellationToken.None));
}
