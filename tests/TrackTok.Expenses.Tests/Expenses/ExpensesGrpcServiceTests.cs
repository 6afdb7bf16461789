using Grpc.Core;
using TrackTok.Expenses.Contracts.Grpc;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ExpensesGrpcServiceTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Streams_every_expense_of_the_tenant_in_order_deleted_ones_as_tombstones()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        var first = await tenant.Owner.RecordAsync(new { vendor = "Staples" });
        var second = await tenant.Owner.RecordAsync(new { currency = "JPY", amount = "1200" });
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{second.Id()}");
        await other.Owner.RecordAsync();

        var states = await StreamAsync(new StreamExpensesRequest { TenantId = tenant.Id.ToString() });

        states.Select(state => (Guid.Parse(state.ExpenseId), state.Version, state.Deleted)).ShouldBe([(first.Id(), 1, false), (second.Id(), 2, true)]);
        (decimal.Parse(states[0].Amount, System.Globalization.CultureInfo.InvariantCulture), states[0].Vendor, states[0].Status, states[0].ExpenseDate).ShouldBe((125.50m, "Staples", "approved", "2025-01-15"));
        states[1].HasReportingAmount.ShouldBeFalse();
        (await StreamAsync(new StreamExpensesRequest { TenantId = tenant.Id.ToString(), AfterId = first.Id().ToString() })).Single().ExpenseId.ShouldBe(second.Id().ToString());
    }

    [Fact]
    public async Task Tells_categories_tenants_and_usage()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync();
        var client = new ExpensesReader.ExpensesReaderClient(fixture.Channel());

        (await client.ListTenantsAsync(new ListTenantsRequest(), ExpensesFixture.ServiceMetadata)).TenantIds.ShouldContain(tenant.Id.ToString());
        (await client.GetUsageAsync(new GetUsageRequest { TenantId = tenant.Id.ToString() }, ExpensesFixture.ServiceMetadata)).Usage.ToDictionary(usage => usage.Limit, usage => usage.Used)
            .ShouldBe(new Dictionary<string, long> { ["projects"] = 1, ["accounts"] = 1, ["expenses"] = 1, ["expenses_per_project"] = 1 });
        using var call = client.StreamCategories(new StreamCategoriesRequest { TenantId = tenant.Id.ToString() }, ExpensesFixture.ServiceMetadata);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.Categories.Count.ShouldBe(8);
    }

    [Fact]
    public async Task Answers_services_only()
    {
        var client = new ExpensesReader.ExpensesReaderClient(fixture.Channel());

        await Should.ThrowAsync<RpcException>(async () => await client.ListTenantsAsync(new ListTenantsRequest()));
        (await Should.ThrowAsync<RpcException>(async () => await client.GetUsageAsync(new GetUsageRequest { TenantId = "acme" }, ExpensesFixture.ServiceMetadata))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    private async Task<List<ExpenseState>> StreamAsync(StreamExpensesRequest request)
    {
        using var call = new ExpensesReader.ExpensesReaderClient(fixture.Channel()).StreamExpenses(request, ExpensesFixture.ServiceMetadata);
        var states = new List<ExpenseState>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None)) states.AddRange(call.ResponseStream.Current.Expenses);
        return states;
    }
}
