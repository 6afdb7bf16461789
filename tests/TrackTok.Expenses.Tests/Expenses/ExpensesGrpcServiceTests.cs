using System.Net;
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
    public async Task Tells_which_references_are_the_tenants_own_and_living()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        var (ours, theirs) = (await tenant.Owner.RecordAsync(), await other.Owner.RecordAsync());
        var gone = await fixture.AddProjectAsync(tenant);
        await fixture.ChangeAsync("projects", gone.Id, "deleted_at = now()");
        var client = new ExpensesReader.ExpensesReaderClient(fixture.Channel());

        var found = await client.FindReferencesAsync(new FindReferencesRequest
        {
            TenantId = tenant.Id.ToString(),
            ProjectIds = { ours.Text("project_id"), theirs.Text("project_id"), gone.Id.ToString() },
            CategoryIds = { Guid.CreateVersion7().ToString() },
            AccountIds = { theirs.Text("account_id"), ours.Text("account_id") },
        }, ExpensesFixture.ServiceMetadata);

        (found.ProjectIds.ShouldHaveSingleItem(), found.AccountIds.ShouldHaveSingleItem()).ShouldBe((ours.Text("project_id"), ours.Text("account_id")));
        found.CategoryIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tells_the_pace_of_the_last_thirty_days()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(31));
        for (var i = 0; i < 3; i++) await tenant.Owner.RecordAsync();
        var client = new ExpensesReader.ExpensesReaderClient(fixture.Channel());

        var usage = (await client.GetUsageAsync(new GetUsageRequest { TenantId = tenant.Id.ToString() }, ExpensesFixture.ServiceMetadata)).Usage.ToDictionary(usage => usage.Limit);

        (usage["expenses"].Used, usage["expenses"].AddedLast30Days).ShouldBe((4, 3));
        (usage["expenses_per_project"].Used, usage["expenses_per_project"].AddedLast30Days).ShouldBe((4, 3));
        (usage["projects"].Used, usage["projects"].AddedLast30Days).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Streams_projects_and_accounts_as_they_stand()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        await tenant.Owner.RecordAsync();
        await other.Owner.RecordAsync();
        await (await tenant.Owner.SendAsync(HttpMethod.Post, "/api/v1/projects", new { name = "Website", start_date = "2025-01-01", end_date = "2025-03-31", starting_budget = "5000" })).ShouldBeAsync(HttpStatusCode.Created);
        await (await tenant.Owner.SendAsync(HttpMethod.Post, "/api/v1/accounts", new { name = "Bank", type = "checking", opening_balance = "100.50", low_balance_threshold = "150" })).ShouldBeAsync(HttpStatusCode.Created);
        var client = new ExpensesReader.ExpensesReaderClient(fixture.Channel());

        using var projects = client.StreamProjects(new StreamProjectsRequest { TenantId = tenant.Id.ToString() }, ExpensesFixture.ServiceMetadata);
        (await projects.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        var states = projects.ResponseStream.Current.Projects;
        states.Select(state => (state.Name, state.Status, state.Currency, state.HasStartingBudget)).ShouldBe([("General", "active", "USD", false), ("Website", "active", "USD", true)]);
        (states[1].StartDate, states[1].EndDate, decimal.Parse(states[1].StartingBudget, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(("2025-01-01", "2025-03-31", 5000m));
        (await projects.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeFalse();

        using var accounts = client.StreamAccounts(new StreamAccountsRequest { TenantId = tenant.Id.ToString() }, ExpensesFixture.ServiceMetadata);
        (await accounts.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        accounts.ResponseStream.Current.Accounts
            .Select(state => (state.Name, state.Type, decimal.Parse(state.Balance, System.Globalization.CultureInfo.InvariantCulture), state.HasLowBalanceThreshold, state.Archived))
            .ShouldBe([("Cash", "cash", -125.50m, false, false), ("Bank", "checking", 100.50m, true, false)]);
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
