using System.Net;
using TrackTok.Expenses.Accounts;

namespace TrackTok.Expenses.Tests.Projects;

public sealed class ProjectRouteTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Makes_a_project_in_the_tenants_currency_with_its_figures()
    {
        var tenant = fixture.NewTenant(currency: "JPY");

        var made = await tenant.Owner.PostAsync("/projects", new { name = "  New office ", starting_budget = "5000", start_date = "2025-01-10", end_date = "2025-01-31" }).ReadAsync(HttpStatusCode.Created);

        (made.Text("name"), made.Text("currency"), made.Text("status"), made.Text("starting_budget")).ShouldBe(("New office", "JPY", "active", "5000"));
        (made.Text("total_spent"), made.Text("remaining"), (bool)made["over_budget"]!, (decimal)made["utilization"]!).ShouldBe(("0", "5000", false, 0m));
        ((int)made["days_elapsed"]!, (int)made["days_remaining"]!).ShouldBe((11, 11));
        (await tenant.Member.ReadAsync($"/projects/{made.Id()}")).ToJsonString().ShouldBe(made.ToJsonString());
    }

    [Fact]
    public async Task Names_everything_that_is_wrong_at_once()
    {
        var problem = await fixture.NewTenant().Owner
            .PostAsync("/projects", new { name = " ", status = "done", start_date = "2025-02-01", end_date = "2025-01-01", starting_budget = "1.001", projected_estimate = "-1" })
            .ReadAsync(HttpStatusCode.UnprocessableEntity);

        problem["errors"]!.AsObject().Select(member => member.Key).ShouldBe(["name", "status", "end_date", "starting_budget", "projected_estimate"], ignoreOrder: true);
    }

    [Fact]
    public async Task Refuses_a_name_that_is_taken_whatever_its_case_until_it_is_free()
    {
        var tenant = fixture.NewTenant();
        var first = await CreateAsync(tenant, "Office");

        (await tenant.Owner.PostAsync("/projects", new { name = "oFFICE" }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("name_taken");
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/projects/{first}").ReadAsync(HttpStatusCode.NoContent);
        await CreateAsync(tenant, "Office");
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/projects/{first}/restore").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("name_taken");
    }

    [Fact]
    public async Task Deletes_and_restores_with_its_categories()
    {
        var tenant = fixture.NewTenant();
        var project = await CreateAsync(tenant, "Office");
        var category = (await tenant.Owner.PostAsync("/categories", new { name = "Furniture", project_id = project }).ReadAsync(HttpStatusCode.Created)).Id();

        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/projects/{project}").ReadAsync(HttpStatusCode.NoContent);
        await tenant.Owner.ReadAsync($"/projects/{project}", HttpStatusCode.NotFound);
        await tenant.Owner.ReadAsync($"/categories/{category}", HttpStatusCode.NotFound);

        await tenant.Owner.SendAsync(HttpMethod.Post, $"/projects/{project}/restore").ReadAsync();
        await tenant.Owner.ReadAsync($"/projects/{project}");
        await tenant.Owner.ReadAsync($"/categories/{category}");
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/projects/{project}/restore").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("not_deleted");
    }

    [Fact]
    public async Task Keeps_the_project_that_expenses_go_to_by_default()
    {
        var tenant = fixture.NewTenant();
        var general = (await tenant.Owner.ReadAsync("/projects")).Items().ShouldHaveSingleItem()!;

        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/projects/{general.Id()}").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("project_is_default");
    }

    [Fact]
    public async Task Changes_only_what_the_patch_names_and_refuses_a_stale_one()
    {
        var tenant = fixture.NewTenant();
        var id = await CreateAsync(tenant, "Office");
        var tag = (await tenant.Owner.SendAsync(HttpMethod.Get, $"/projects/{id}")).Headers.ETag!.ToString();

        var patched = await tenant.Owner.PatchAsync($"/projects/{id}", new { description = "Rent", starting_budget = "10.00" }, tag).ReadAsync();
        (patched.Text("name"), patched.Text("description"), patched.Text("starting_budget"), (long)patched["version"]!).ShouldBe(("Office", "Rent", "10.00", 2));

        var stale = await tenant.Owner.PatchAsync($"/projects/{id}", new { description = "x" }, tag).ReadAsync(HttpStatusCode.PreconditionFailed);
        stale["differing"]!.AsArray().Select(member => (string)member!).ShouldContain("description");

        (await tenant.Owner.PatchAsync($"/projects/{id}", new { description = (string?)null }).ReadAsync())["description"].ShouldBeNull();
    }

    [Fact]
    public async Task Takes_a_patch_made_on_figures_that_have_moved_since()
    {
        var tenant = fixture.NewTenant();
        var id = await CreateAsync(tenant, "Office");
        var tag = (await tenant.Owner.SendAsync(HttpMethod.Get, $"/projects/{id}")).Headers.ETag!.ToString();
        await fixture.BookAsync(tenant.Id, new Booking().Move(id, 5, expenses: 1));

        var fresh = await tenant.Owner.SendAsync(HttpMethod.Get, $"/projects/{id}");
        fresh.Headers.ETag!.ToString().ShouldNotBe(tag);
        var patched = await tenant.Owner.PatchAsync($"/projects/{id}", new { starting_budget = "4.00" }, tag).ReadAsync();
        (patched.Text("total_spent"), patched.Text("remaining"), (decimal)patched["utilization"]!, (bool)patched["over_budget"]!).ShouldBe(("5.00", "-1.00", 125m, true));
    }

    [Fact]
    public async Task Keeps_its_currency_and_itself_once_it_has_expenses()
    {
        var tenant = fixture.NewTenant();
        var id = await CreateAsync(tenant, "Office");
        await tenant.Owner.PatchAsync($"/projects/{id}", new { currency = "EUR" }).ReadAsync();
        await fixture.BookAsync(tenant.Id, new Booking().Move(id, 5, expenses: 1));

        (await tenant.Owner.PatchAsync($"/projects/{id}", new { currency = "USD" }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("currency_fixed");
        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/projects/{id}").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("project_in_use");
    }

    [Fact]
    public async Task Lists_by_name_in_pages_that_neither_repeat_nor_lose()
    {
        var tenant = fixture.NewTenant();
        foreach (var name in new[] { "delta", "Alpha", "charlie", "Bravo", "100%_x" }) await CreateAsync(tenant, name);

        var (names, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await tenant.Analyst.ReadAsync("/projects?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            names.AddRange(page.Items().Select(item => item!.Text("name")));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        names.Order(StringComparer.OrdinalIgnoreCase).ShouldBe(["100%_x", "Alpha", "Bravo", "charlie", "delta", "General"]);
        names.Count.ShouldBe(6);
        (await tenant.Analyst.ReadAsync("/projects?q=ALP")).Items().Select(item => item!.Text("name")).ShouldBe(["Alpha"]);
        (await tenant.Analyst.ReadAsync("/projects?q=%25_")).Items().Select(item => item!.Text("name")).ShouldBe(["100%_x"]);
        (await tenant.Analyst.ReadAsync("/projects?status=archived")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Stops_at_the_plans_limit_however_many_ask_at_once()
    {
        var tenant = fixture.NewTenant(plan: "basic");
        await tenant.Owner.ReadAsync("/projects");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => tenant.Owner.PostAsync("/projects", new { name = $"Project {n}" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        var refused = await Task.FromResult(answers.First(answer => answer.StatusCode != HttpStatusCode.Created)).ReadAsync(HttpStatusCode.Forbidden);
        (refused.Text("code"), refused.Text("limit"), (long)refused["used"]!, (long)refused["max"]!, refused.Text("plan")).ShouldBe(("plan_limit_reached", "projects", 3, 3, "basic"));
        (await tenant.Owner.ReadAsync("/projects?include=total"))["total"]!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public async Task Allows_only_accounts_that_are_there()
    {
        var tenant = fixture.NewTenant();
        var cash = (await tenant.Owner.ReadAsync("/accounts")).Items().ShouldHaveSingleItem()!.Id();

        var made = await tenant.Owner.PostAsync("/projects", new { name = "Office", allowed_account_ids = new[] { cash, cash } }).ReadAsync(HttpStatusCode.Created);
        made["allowed_account_ids"]!.AsArray().Count.ShouldBe(1);
        await tenant.Owner.PatchAsync($"/projects/{made.Id()}", new { allowed_account_ids = new[] { Guid.CreateVersion7() } }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<Guid> CreateAsync(TestTenant tenant, string name) => (await tenant.Owner.PostAsync("/projects", new { name }).ReadAsync(HttpStatusCode.Created)).Id();
}
