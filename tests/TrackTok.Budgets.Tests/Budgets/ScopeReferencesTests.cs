using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace TrackTok.Budgets.Tests.Budgets;

/// <summary>A budget is for what the company has.</summary>
public sealed class ScopeReferencesTests(BudgetsFixture fixture)
{
    [Theory]
    [InlineData("project_id")]
    [InlineData("account_id")]
    [InlineData("user_id")]
    [InlineData("category_ids")]
    public async Task Refuses_what_is_not_there_and_names_it(string member)
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();

        await ShouldNameAsync(await tenant.Owner.PostAsJsonAsync("/api/v1/budgets", TestTenant.Body(new { scope = Scope(member, Unknown()) })), member);
        await ShouldNameAsync(await PatchAsync(tenant, budget, Scope(member, Unknown())), member);

        (await tenant.GetAsync("/budgets")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await PatchAsync(tenant, budget, Scope(member, Guid.CreateVersion7()))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keeps_what_was_deleted_since()
    {
        var tenant = fixture.NewTenant();
        var project = Guid.CreateVersion7();
        var budget = await tenant.BudgetAsync(new { scope = Scope("project_id", project) });
        fixture.Expenses.Unknown[project.ToString()] = true;

        (await PatchAsync(tenant, budget, new Dictionary<string, object> { ["project_id"] = project, ["tags"] = new[] { "office" } })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Decides_nothing_while_Expenses_does_not_answer()
    {
        var tenant = fixture.NewTenant();
        fixture.Expenses.AwayFor[tenant.Id.ToString()] = true;

        var refused = await tenant.Owner.PostAsJsonAsync("/api/v1/budgets", TestTenant.Body(new { scope = Scope("project_id", Guid.CreateVersion7()) }));

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await tenant.BudgetAsync();
    }

    private static Dictionary<string, object> Scope(string member, Guid id) => new() { [member] = member == "category_ids" ? new[] { id } : id };

    private Guid Unknown()
    {
        var id = Guid.CreateVersion7();
        fixture.Expenses.Unknown[id.ToString()] = true;
        fixture.Tenants.Strangers[id.ToString()] = true;
        return id;
    }

    private static Task<HttpResponseMessage> PatchAsync(TestTenant tenant, JsonElement budget, object scope) => tenant.Owner.PatchAsJsonAsync("/api/v1/budgets/" + budget.Id(), new { scope });

    private static async Task ShouldNameAsync(HttpResponseMessage answer, string member)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, problem.ToString());
        problem.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("scope." + member);
    }
}
