using System.Net;
using System.Text.Json;
using TrackTok.Expenses.Tests.Expenses;

namespace TrackTok.Expenses.Tests.Plans;

public sealed class PlanLimitTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Theory]
    [InlineData("projects", 500)]
    [InlineData("accounts", 500)]
    [InlineData("expenses", 1_000_000)]
    public async Task Sixty_four_who_create_at_once_never_pass_a_hard_limit(string limit, long most)
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync();
        await UseAsync(tenant, limit, most - 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => CreateAsync(tenant, limit, number)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(5);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created)) await answer.ShouldRefuseAsync(HttpStatusCode.Forbidden, "plan_limit_reached");
        (await fixture.Database.ScalarAsync<long>($"SELECT used FROM usage_counters WHERE tenant_id = '{tenant.Id}' AND name = '{limit}'")).ShouldBe(most);
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM {limit} WHERE tenant_id = '{tenant.Id}'")).ShouldBe(6);
    }

    [Theory]
    [InlineData("projects", 3)]
    [InlineData("accounts", 3)]
    [InlineData("expenses", 100_000)]
    public async Task An_upgrade_lifts_a_limit_before_its_event_is_here(string limit, long most)
    {
        var tenant = fixture.NewTenant(plan: "basic");
        await tenant.Owner.RecordAsync();
        await UseAsync(tenant, limit, most);
        await (await CreateAsync(tenant, limit, 1)).ShouldRefuseAsync(HttpStatusCode.Forbidden, "plan_limit_reached");

        fixture.Tenants.Add(tenant.Id, "USD", "professional", "UTC");

        await (await CreateAsync(tenant, limit, 2)).ShouldBeAsync(HttpStatusCode.Created);
        (await fixture.Database.ScalarAsync<long>($"SELECT used FROM usage_counters WHERE tenant_id = '{tenant.Id}' AND name = '{limit}'")).ShouldBe(most + 1);
    }

    [Fact]
    public async Task A_smaller_plan_keeps_what_is_there_and_blocks_growth()
    {
        var tenant = fixture.NewTenant(plan: "basic");
        var first = await tenant.Owner.RecordAsync();
        await UseAsync(tenant, "expenses", 250_000);

        await (await CreateAsync(tenant, "expenses", 1)).ShouldRefuseAsync(HttpStatusCode.Forbidden, "plan_limit_reached");

        (await tenant.Owner.ReviseAsync(first, new { title = "Still mine to change" })).Text("title").ShouldBe("Still mine to change");
        await (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/expenses/{first.Id()}")).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_first_expense_past_a_soft_limit_is_told_of_once()
    {
        var tenant = fixture.NewTenant(plan: "basic");
        await tenant.Owner.RecordAsync();
        await fixture.Database.ExecuteAsync($"UPDATE projects SET expense_count = 99 WHERE tenant_id = '{tenant.Id}'");
        await tenant.Owner.RecordAsync();
        (await ToldAsync(tenant)).ShouldBeEmpty();

        var passing = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.Owner.TryRecordAsync()));

        foreach (var answer in passing)
        {
            await answer.ShouldBeAsync(HttpStatusCode.Created);
            answer.Headers.GetValues("TrackTok-Plan-Warning").Single().ShouldContain("more than the 100 of plan basic");
        }
        var told = JsonElement.Parse((await ToldAsync(tenant)).ShouldHaveSingleItem());
        (told.GetProperty("version").GetInt64(), told.GetProperty("max").GetInt64(), told.GetProperty("projectName").GetString()).ShouldBe((101, 100, "General"));
    }

    private async Task<string[]> ToldAsync(TestTenant tenant) =>
        await fixture.Database.ScalarAsync<string[]>($"SELECT coalesce(array_agg(body), '{{}}') FROM outbox_messages WHERE type LIKE '%PlanLimitPassed%' AND body LIKE '%{tenant.Id}%'") ?? [];

    private Task UseAsync(TestTenant tenant, string limit, long used) =>
        fixture.Database.ExecuteAsync($"UPDATE usage_counters SET used = {used} WHERE tenant_id = '{tenant.Id}' AND name = '{limit}'");

    private static Task<HttpResponseMessage> CreateAsync(TestTenant tenant, string limit, int number) => limit switch
    {
        "projects" => tenant.Owner.SendAsync(HttpMethod.Post, "/projects", new { name = "Project " + number }),
        "accounts" => tenant.Owner.SendAsync(HttpMethod.Post, "/accounts", new { name = "Account " + number, type = "cash" }),
        _ => tenant.Owner.TryRecordAsync(),
    };
}
