using System.Net;
using System.Text.Json;
using TrackTok.Expenses.Tests.Expenses;

namespace TrackTok.Expenses.Tests.Categories;

public sealed class CategoryRouteTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Shows_a_new_tenant_its_eight_categories_in_its_very_first_request()
    {
        var items = (await fixture.NewTenant().Member.ReadAsync("/categories")).Items();

        items.Select(item => item!.Text("name")).ShouldBe(["Equipment", "Marketing", "Meals", "Office Supplies", "Other", "Software", "Travel", "Utilities"]);
        items.ShouldAllBe(item => (bool)item!["active"]! && item!.Text("color").StartsWith('#') && item["project_id"] == null);
    }

    [Fact]
    public async Task Makes_reads_and_changes_a_category()
    {
        var tenant = fixture.NewTenant();
        var made = await tenant.Owner.PostAsync("/categories", new { name = "Fuel", color = "#aabbcc", icon = "pump" }).ReadAsync(HttpStatusCode.Created);
        made.Text("color").ShouldBe("#AABBCC");

        var changed = await tenant.Owner.PatchAsync($"/categories/{made.Id()}", new { active = false, icon = (string?)null }, "\"1\"").ReadAsync();
        ((bool)changed["active"]!, (string?)changed["icon"], changed.Text("name"), (long)changed["version"]!).ShouldBe((false, null, "Fuel", 2));
        await tenant.Owner.PatchAsync($"/categories/{made.Id()}", new { active = true }, "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed);
        (await tenant.Member.ReadAsync("/categories?active=false")).Items().ShouldHaveSingleItem();
        foreach (var color in new[] { "red", "#12345", "#12345G", "1234567" }) await tenant.Owner.PostAsync("/categories", new { name = "x", color }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Has_names_of_its_own_in_each_scope()
    {
        var tenant = fixture.NewTenant();
        var project = (await tenant.Owner.PostAsync("/projects", new { name = "Office" }).ReadAsync(HttpStatusCode.Created)).Id();

        (await tenant.Owner.PostAsync("/categories", new { name = "TRAVEL" }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("name_taken");
        await tenant.Owner.PostAsync("/categories", new { name = "Travel", project_id = project }).ReadAsync(HttpStatusCode.Created);
        (await tenant.Owner.PostAsync("/categories", new { name = "travel", project_id = project }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("name_taken");
        (await tenant.Owner.ReadAsync($"/categories?project_id={project}")).Items().ShouldHaveSingleItem();
        await tenant.Owner.PostAsync("/categories", new { name = "x", project_id = Guid.CreateVersion7() }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Has_one_level_of_parents_within_its_scope()
    {
        var tenant = fixture.NewTenant();
        var project = (await tenant.Owner.PostAsync("/projects", new { name = "Office" }).ReadAsync(HttpStatusCode.Created)).Id();
        var top = await CreateAsync(tenant, new { name = "Top" });
        var child = await CreateAsync(tenant, new { name = "Child", parent_id = top });
        var own = await CreateAsync(tenant, new { name = "Own", project_id = project });

        await tenant.Owner.PostAsync("/categories", new { name = "x", parent_id = child }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.PostAsync("/categories", new { name = "x", parent_id = own }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.PatchAsync($"/categories/{top}", new { parent_id = own }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.PatchAsync($"/categories/{top}", new { parent_id = top }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        var second = await CreateAsync(tenant, new { name = "Second" });
        await tenant.Owner.PatchAsync($"/categories/{top}", new { parent_id = second }).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{top}").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("category_has_children");
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{child}").ReadAsync(HttpStatusCode.NoContent);
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{top}").ReadAsync(HttpStatusCode.NoContent);
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/categories/{child}/restore").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("parent_deleted");
        await tenant.Owner.SendAsync(HttpMethod.Post, $"/categories/{top}/restore").ReadAsync();
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/categories/{child}/restore").ReadAsync()).Id("parent_id").ShouldBe(top);
    }

    [Fact]
    public async Task Refuses_to_come_back_under_a_name_that_is_taken()
    {
        var tenant = fixture.NewTenant();
        var first = await CreateAsync(tenant, new { name = "Fuel" });
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{first}").ReadAsync(HttpStatusCode.NoContent);
        await CreateAsync(tenant, new { name = "fuel" });

        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/categories/{first}/restore").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("name_taken");
    }

    [Fact]
    public async Task Gives_a_name_once_however_many_ask_for_it_at_once()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.ReadAsync("/categories");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => tenant.Owner.PostAsync("/categories", new { name = "Fuel" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(15);
    }

    [Fact]
    public async Task In_use_it_goes_only_with_a_replacement_which_its_expenses_get_as_a_change_of_their_own()
    {
        var tenant = fixture.NewTenant();
        var (old, next) = (await CreateAsync(tenant, new { name = "Old" }), await CreateAsync(tenant, new { name = "Next" }));
        var expenses = new List<JsonElement>();
        for (var n = 0; n < 3; n++) expenses.Add(await tenant.Owner.RecordAsync(new { category_id = old, status = n == 0 ? "draft" : "submitted" }));
        var deleted = await tenant.Owner.RecordAsync(new { category_id = old });
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/expenses/{deleted.Id()}", idempotencyKey: null).ReadAsync(HttpStatusCode.NoContent);

        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{old}", idempotencyKey: null).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("category_in_use");
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{old}?replacement_id={old}", idempotencyKey: null).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{old}?replacement_id={Guid.CreateVersion7()}", idempotencyKey: null).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{old}?replacement_id={next}", idempotencyKey: null).ReadAsync(HttpStatusCode.NoContent);

        await tenant.Owner.ReadAsync($"/categories/{old}", HttpStatusCode.NotFound);
        foreach (var expense in expenses)
        {
            var now = await tenant.Owner.ReadAsync($"/expenses/{expense.Id()}");
            (now.Id("category_id"), (long)now["version"]!).ShouldBe((next, 2));
            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expense_revisions WHERE expense_id = '{expense.Id()}' AND version = 2 AND change = 'recategorized' AND content ->> 'category_id' = '{next}' AND content ->> 'version' = '2'")).ShouldBe(1);
            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE entity_id = '{expense.Id()}' AND action = 'expense.recategorized' AND entity_version = 2")).ShouldBe(1);
            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM outbox_messages WHERE type LIKE '%ExpenseRevised%' AND body LIKE '%{expense.Id()}%' AND body::jsonb ->> 'version' = '2'")).ShouldBe(1);
        }
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE entity_id = '{old}' AND action = 'category.deleted'")).ShouldBe(1);
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/expenses/{deleted.Id()}/restore", idempotencyKey: null).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("parent_deleted");
    }

    [Fact]
    public async Task Is_replaced_only_by_one_that_all_its_expenses_may_have()
    {
        var tenant = fixture.NewTenant();
        var project = (await tenant.Owner.PostAsync("/projects", new { name = "Office" }).ReadAsync(HttpStatusCode.Created)).Id();
        var (own, wide, idle) = (await CreateAsync(tenant, new { name = "Own", project_id = project }), await CreateAsync(tenant, new { name = "Wide" }), await CreateAsync(tenant, new { name = "Idle", active = false }));
        await tenant.Owner.RecordAsync(new { category_id = wide });
        var bound = await tenant.Owner.RecordAsync(new { category_id = own });
        bound.Text("project_id").ShouldBe(project.ToString());

        foreach (var unfit in new[] { own, idle })
            await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{wide}?replacement_id={unfit}", idempotencyKey: null).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{own}?replacement_id={wide}", idempotencyKey: null).ReadAsync(HttpStatusCode.NoContent);
        (await tenant.Owner.ReadAsync($"/expenses/{bound.Id()}")).Id("category_id").ShouldBe(wide);
    }

    [Fact]
    public async Task Leaves_no_expense_without_a_category_when_both_happen_at_once()
    {
        for (var round = 0; round < 4; round++)
        {
            var tenant = fixture.NewTenant();
            var (old, next) = (await CreateAsync(tenant, new { name = "Old" }), await CreateAsync(tenant, new { name = "Next" }));

            var recording = Enumerable.Range(0, 12).Select(_ => tenant.Owner.TryRecordAsync(new { category_id = old })).ToList();
            await Task.Delay(round * 5);
            await tenant.Owner.SendAsync(HttpMethod.Delete, $"/categories/{old}?replacement_id={next}", idempotencyKey: null).ReadAsync(HttpStatusCode.NoContent);
            await Task.WhenAll(recording);

            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expenses WHERE category_id = '{old}'")).ShouldBe(0);
            recording.ShouldAllBe(answer => answer.Result.StatusCode == HttpStatusCode.Created || answer.Result.StatusCode == HttpStatusCode.Conflict || answer.Result.StatusCode == HttpStatusCode.UnprocessableEntity);
        }
    }

    private static async Task<Guid> CreateAsync(TestTenant tenant, object body) => (await tenant.Owner.PostAsync("/categories", body).ReadAsync(HttpStatusCode.Created)).Id();
}
