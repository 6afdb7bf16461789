using System.Net;
using System.Text.Json;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>
/// Many write the same thing at once and name no version. Each is answered by success or by the state's own refusal, never by a lost race, and what a key keeps is that answer.
/// </summary>
public sealed class ParallelWritersTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    private const int Writers = 8;

    [Fact]
    public async Task Of_an_expense_delete_it_once()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        var answers = await AtOnceAsync(_ => tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}"));

        OnlyOne(answers, HttpStatusCode.NoContent, HttpStatusCode.NotFound);
        (await fixture.UsedAsync(tenant)).ShouldBe(0);
        var account = expense.GetProperty("account_id").GetGuid();
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Of_an_expense_restore_it_once()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}");

        OnlyOne(await AtOnceAsync(_ => tenant.Owner.ActAsync(expense, "restore")), HttpStatusCode.OK, HttpStatusCode.Conflict);
        (await fixture.UsedAsync(tenant)).ShouldBe(1);
    }

    [Theory]
    [InlineData("submit", "draft")]
    [InlineData("withdraw", null)]
    [InlineData("reject", null)]
    [InlineData("reimburse", null)]
    public async Task Of_an_expense_take_it_on_once_and_keep_that_under_their_keys(string action, string? status)
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync(new { status });
        var body = action == "reject" ? new { reason = "No receipt." } : null;
        Task<HttpResponseMessage> MoveAsync(int n) => tenant.Owner.SendAsync(HttpMethod.Post, $"{ExpenseApi.Route}/{expense.Id()}/{action}", body, key: $"{action}-{n}");

        var answers = await AtOnceAsync(MoveAsync);

        OnlyOne(answers, HttpStatusCode.OK, HttpStatusCode.Conflict);
        for (var n = 0; n < Writers; n++)
        {
            var again = await MoveAsync(n);
            again.StatusCode.ShouldBe(answers[n].StatusCode);
            again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        }
        foreach (var lost in answers.Where(answer => answer.StatusCode == HttpStatusCode.Conflict)) await lost.ShouldRefuseAsync(HttpStatusCode.Conflict, "invalid_transition");
    }

    [Fact]
    public async Task Of_an_expense_that_is_deleted_meanwhile_see_either_state()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        var answers = await AtOnceAsync(n => n % 4 == 3
            ? tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}")
            : tenant.Owner.TryReviseAsync(expense, new { amount = $"{n + 1}.00" }));

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound);
        var account = expense.GetProperty("account_id").GetGuid();
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account), await fixture.UsedAsync(tenant)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Who_name_a_version_hear_what_differs_but_for_one()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        var answers = await AtOnceAsync(n => tenant.Owner.TryReviseAsync(expense, new { notes = $"note {n}" }, "\"1\""));

        OnlyOne(answers, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed);
        foreach (var lost in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
            (await lost.ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "stale_version")).GetProperty("differing").EnumerateArray().Select(member => member.GetString()).ShouldContain("notes");
    }

    [Fact]
    public async Task Of_a_rate_all_succeed_and_leave_one()
    {
        var tenant = fixture.NewTenant();
        var answers = await AtOnceAsync(n => tenant.Owner.SendAsync(HttpMethod.Put, "/api/v1/rates?base=EUR&quote=USD&date=2025-01-15", new { value = $"1.{n}" }));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM rates WHERE tenant_id = '{tenant.Id}'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("projects")]
    [InlineData("accounts")]
    [InlineData("categories")]
    public async Task Of_what_expenses_belong_to_all_change_it_and_one_deletes_and_restores_it(string noun)
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync();
        var id = (await (await tenant.Owner.SendAsync(HttpMethod.Post, "/api/v1/" + noun, Body(noun))).ShouldBeAsync(HttpStatusCode.Created)).Id();
        var path = $"/api/v1/{noun}/{id}";

        (await AtOnceAsync(n => tenant.Owner.SendAsync(HttpMethod.Patch, path, new { description = $"Text {n}" }))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        OnlyOne(await AtOnceAsync(_ => tenant.Owner.SendAsync(HttpMethod.Delete, path)), HttpStatusCode.NoContent, HttpStatusCode.NotFound);
        OnlyOne(await AtOnceAsync(_ => tenant.Owner.SendAsync(HttpMethod.Post, path + "/restore")), HttpStatusCode.OK, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Replace_categories_while_their_expenses_change_and_lose_none()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync();
        var categories = new List<Guid>();
        foreach (var name in new[] { "One", "Two", "Three" }) categories.Add((await (await tenant.Owner.SendAsync(HttpMethod.Post, "/api/v1/categories", new { name })).ShouldBeAsync(HttpStatusCode.Created)).Id());
        var expenses = new List<JsonElement>();
        for (var n = 0; n < 6; n++) expenses.Add(await tenant.Owner.RecordAsync(new { category_id = categories[n % 2] }));

        var answers = await AtOnceAsync(n => n switch
        {
            0 => tenant.Owner.SendAsync(HttpMethod.Delete, $"/api/v1/categories/{categories[0]}?replacement_id={categories[2]}"),
            1 => tenant.Owner.TryRecordAsync(new { category_id = categories[0] }),
            _ => tenant.Owner.TryReviseAsync(expenses[n - 2], new { category_id = categories[(n + 1) % 2], notes = $"note {n}" }),
        });

        answers.ShouldAllBe(answer => (int)answer.StatusCode < 500 && answer.StatusCode != HttpStatusCode.PreconditionFailed);
        (await fixture.Database.ScalarAsync<long>(
            $"SELECT count(*) FROM expenses AS e JOIN categories AS c USING (tenant_id) WHERE e.tenant_id = '{tenant.Id}' AND c.id = e.category_id AND c.deleted_at IS NOT NULL AND e.deleted_at IS NULL")).ShouldBe(0);
    }

    private static object Body(string noun) => noun == "accounts" ? new { name = "Second", type = "cash" } : new { name = "Second" };

    private static Task<HttpResponseMessage[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> write) => Task.WhenAll(Enumerable.Range(0, Writers).Select(n => Task.Run(() => write(n))));

    private static void OnlyOne(HttpResponseMessage[] answers, HttpStatusCode won, HttpStatusCode lost)
    {
        answers.Count(answer => answer.StatusCode == won).ShouldBe(1);
        answers.Where(answer => answer.StatusCode != won).Select(answer => answer.StatusCode).ShouldAllBe(status => status == lost);
    }
}
