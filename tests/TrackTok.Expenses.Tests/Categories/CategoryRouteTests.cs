using System.Net;

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

    private static async Task<Guid> CreateAsync(TestTenant tenant, object body) => (await tenant.Owner.PostAsync("/categories", body).ReadAsync(HttpStatusCode.Created)).Id();
}
