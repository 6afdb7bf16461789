using System.Net;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class DeleteExpenseTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Takes_it_out_of_lists_and_figures_and_gives_its_room_back()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        await DeleteAsync(tenant.Owner, expense.Id());

        (await tenant.Owner.GetAsync($"{ExpenseApi.Route}/{expense.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tenant.Owner.ListAsync()).Items().ShouldBeEmpty();
        (await tenant.Owner.ListAsync("include=total")).GetProperty("total").GetInt64().ShouldBe(0);
        var account = expense.GetProperty("account_id").GetGuid();
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account), await fixture.SpentAsync(expense.GetProperty("project_id").GetGuid()), await fixture.UsedAsync(tenant))
            .ShouldBe((0, 0, 0, 0));
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM outbox_messages WHERE body LIKE '%\"deleted\":true%' AND body LIKE '%{expense.Id()}%'")).ShouldBe(1);
        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Is_undone_by_restoring_as_it_was()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await DeleteAsync(tenant.Owner, expense.Id());

        var restored = await (await tenant.Owner.ActAsync(expense, "restore")).ShouldBeAsync(HttpStatusCode.OK);

        (restored.Text("amount"), restored.Text("status"), restored.GetProperty("version").GetInt64()).ShouldBe(("125.50", "approved", 3));
        var account = expense.GetProperty("account_id").GetGuid();
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account), await fixture.SpentAsync(expense.GetProperty("project_id").GetGuid()), await fixture.UsedAsync(tenant))
            .ShouldBe((-125.50m, -125.50m, 125.50m, 1));
        await (await tenant.Owner.ActAsync(expense, "restore")).ShouldRefuseAsync(HttpStatusCode.Conflict, "not_deleted");
    }

    [Fact]
    public async Task Cannot_be_undone_after_30_days()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await DeleteAsync(tenant.Owner, expense.Id());
        await fixture.ChangeAsync("expenses", expense.Id(), "deleted_at = deleted_at - interval '31 days'");

        await (await tenant.Owner.ActAsync(expense, "restore")).ShouldRefuseAsync(HttpStatusCode.Conflict, "undo_window_over");
    }

    [Fact]
    public async Task Is_not_undone_into_a_project_that_is_deleted()
    {
        var tenant = fixture.NewTenant();
        var project = await fixture.AddProjectAsync(tenant);
        var expense = await tenant.Owner.RecordAsync(new { project_id = project.Id });
        await DeleteAsync(tenant.Owner, expense.Id());
        await fixture.ChangeAsync("projects", project.Id, "deleted_at = now()");

        await (await tenant.Owner.ActAsync(expense, "restore")).ShouldRefuseAsync(HttpStatusCode.Conflict, "parent_deleted");
        (await fixture.UsedAsync(tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task Honours_the_version_that_was_seen()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await tenant.Owner.ReviseAsync(expense, new { notes = "checked" });

        await (await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}", ifMatch: "\"1\"")).ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "stale_version");
        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}", ifMatch: "\"2\"")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Is_for_members_only_with_their_own_drafts()
    {
        var tenant = fixture.NewTenant();
        var draft = await tenant.Member.RecordAsync(new { status = "draft" });
        var filed = await tenant.Member.RecordAsync();
        var colleague = tenant.Another(Role.Member).Client;

        await (await colleague.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{draft.Id()}")).ShouldRefuseAsync(HttpStatusCode.NotFound, "not_found");
        await (await tenant.Member.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{filed.Id()}")).ShouldRefuseAsync(HttpStatusCode.Forbidden, "expense_not_draft");
        await DeleteAsync(tenant.Member, draft.Id());
        await (await colleague.ActAsync(draft, "restore")).ShouldRefuseAsync(HttpStatusCode.NotFound, "not_found");
        await (await tenant.Member.ActAsync(draft, "restore")).ShouldBeAsync(HttpStatusCode.OK);
    }

    private static async Task DeleteAsync(HttpClient client, Guid id) =>
        await (await client.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);
}
