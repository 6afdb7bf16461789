using System.Net;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ExpenseHistoryTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Shows_each_state_as_it_was_newest_first()
    {
        var tenant = fixture.NewTenant();
        var recorded = await tenant.Owner.RecordAsync();
        var changed = await tenant.Admin.ReviseAsync(recorded, new { amount = "100.00", tags = new[] { "new" } });
        var rejected = await (await tenant.Owner.ActAsync(recorded, "reject", new { reason = "No" })).ShouldBeAsync(HttpStatusCode.OK);
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{recorded.Id()}");
        var restored = await (await tenant.Owner.ActAsync(recorded, "restore")).ShouldBeAsync(HttpStatusCode.OK);

        var revisions = (await GetAsync(tenant.Owner, recorded, "revisions")).Items().ToArray();

        revisions.Select(revision => (revision.GetProperty("version").GetInt64(), revision.Text("change")))
            .ShouldBe([(5, "restored"), (4, "deleted"), (3, "rejected"), (2, "changed"), (1, "recorded")]);
        revisions[3].GetProperty("revised_by").GetGuid().ShouldBe(tenant.Person(Role.Admin).UserId);
        foreach (var (state, revision) in new[] { (restored, revisions[0]), (rejected, revisions[2]), (changed, revisions[3]), (recorded, revisions[4]) })
            JsonElement.DeepEquals(revision.GetProperty("expense"), state).ShouldBeTrue($"{revision}\n{state}");
    }

    [Fact]
    public async Task Tells_who_did_what_with_old_and_new_values()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await tenant.Admin.ReviseAsync(expense, new { amount = "100.00", notes = "checked" });

        var activity = (await GetAsync(tenant.Owner, expense, "activity")).Items().ToArray();

        activity.Select(entry => entry.Text("action")).ShouldBe(["expense.changed", "expense.recorded"]);
        activity[0].GetProperty("actor_id").GetGuid().ShouldBe(tenant.Person(Role.Admin).UserId);
        var changes = activity[0].GetProperty("changes").EnumerateArray().ToDictionary(change => change.Text("member")!);
        (changes["amount"].GetProperty("old").GetDecimal(), changes["amount"].GetProperty("new").GetDecimal()).ShouldBe((125.50m, 100m));
        (changes["notes"].Text("old"), changes["notes"].Text("new")).ShouldBe((null, "checked"));
        changes.ShouldNotContainKey("title");
    }

    [Theory]
    [InlineData("revisions")]
    [InlineData("activity")]
    public async Task Comes_in_pages_and_only_to_those_who_may_see_it(string what)
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        for (var n = 1; n <= 4; n++) await tenant.Owner.ReviseAsync(expense, new { notes = $"{n}" });

        var first = await GetAsync(tenant.Owner, expense, what + "?limit=3&include=total");
        (first.Items().Count(), first.GetProperty("total").GetInt64()).ShouldBe((3, 5));
        var second = await GetAsync(tenant.Owner, expense, what + "?limit=3&cursor=" + first.Text("next_cursor"));
        second.Items().Select(item => item.GetProperty("version").GetInt64()).ShouldBe([2, 1]);
        second.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        (await tenant.Member.GetAsync($"{ExpenseApi.Route}/{expense.Id()}/{what}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await fixture.NewTenant().Owner.GetAsync($"{ExpenseApi.Route}/{expense.Id()}/{what}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tenant.Owner.GetAsync($"{ExpenseApi.Route}/{Guid.CreateVersion7()}/{what}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cannot_be_rewritten_by_the_application()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await using var connection = new Npgsql.NpgsqlConnection(fixture.Database.App);
        await connection.OpenAsync();

        foreach (var statement in new[] { "UPDATE expense_revisions SET change = 'x'", "DELETE FROM expense_revisions" })
        {
            await using var command = new Npgsql.NpgsqlCommand(statement, connection);
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
        }
        (await GetAsync(tenant.Owner, expense, "revisions")).Items().Count().ShouldBe(1);
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, JsonElement expense, string what) =>
        await (await client.GetAsync($"{ExpenseApi.Route}/{expense.Id()}/{what}")).ShouldBeAsync(HttpStatusCode.OK);
}
