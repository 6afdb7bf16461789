using System.Net;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class MoveExpenseTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Files_a_draft_and_it_counts_at_once()
    {
        var tenant = fixture.NewTenant();
        var draft = await tenant.Member.RecordAsync(new { status = "draft" });

        var filed = await (await tenant.Member.ActAsync(draft, "submit")).ShouldBeAsync(HttpStatusCode.OK);

        (filed.Text("status"), filed.GetProperty("version").GetInt64()).ShouldBe(("approved", 2));
        (await fixture.BalanceAsync(filed.GetProperty("account_id").GetGuid()), await fixture.SpentAsync(filed.GetProperty("project_id").GetGuid()), await fixture.UsedAsync(tenant)).ShouldBe((-125.50m, 125.50m, 1));
    }

    [Fact]
    public async Task Takes_what_is_rejected_out_of_the_figures_until_it_is_filed_again()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Member.RecordAsync();
        var (account, project) = (expense.GetProperty("account_id").GetGuid(), expense.GetProperty("project_id").GetGuid());

        var rejected = await (await tenant.Admin.ActAsync(expense, "reject", new { reason = "No receipt" })).ShouldBeAsync(HttpStatusCode.OK);
        (rejected.Text("status"), rejected.Text("rejection_reason")).ShouldBe(("rejected", "No receipt"));
        (await fixture.BalanceAsync(account), await fixture.SpentAsync(project), await fixture.ExpensesOfAsync(project)).ShouldBe((0, 0, 1));

        await tenant.Member.ReviseAsync(expense, new { amount = "100.00" });
        (await fixture.BalanceAsync(account)).ShouldBe(0);
        var again = await (await tenant.Member.ActAsync(expense, "submit")).ShouldBeAsync(HttpStatusCode.OK);
        (again.Text("status"), again.Text("rejection_reason")).ShouldBe(("approved", null));
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account), await fixture.SpentAsync(project)).ShouldBe((-100, -100, 100));
    }

    [Fact]
    public async Task Lets_its_creator_take_it_back_and_change_it()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Member.RecordAsync();

        (await (await tenant.Member.ActAsync(expense, "withdraw")).ShouldBeAsync(HttpStatusCode.OK)).Text("status").ShouldBe("withdrawn");

        await tenant.Member.ReviseAsync(expense, new { amount = "1.00" });
        (await fixture.UsedAsync(tenant), await fixture.SpentAsync(expense.GetProperty("project_id").GetGuid())).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Refuses_a_way_that_the_table_does_not_know()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        (await (await tenant.Owner.ActAsync(expense, "submit")).ShouldRefuseAsync(HttpStatusCode.Conflict, "invalid_transition")).Text("detail")!.ShouldContain("approved");
        await (await tenant.Owner.ActAsync(expense, "approve")).ShouldRefuseAsync(HttpStatusCode.Conflict, "invalid_transition");
        (await (await tenant.Owner.ActAsync(expense, "reimburse")).ShouldBeAsync(HttpStatusCode.OK)).Text("status").ShouldBe("reimbursed");
        await (await tenant.Owner.ActAsync(expense, "withdraw")).ShouldRefuseAsync(HttpStatusCode.Conflict, "invalid_transition");
        await (await tenant.Owner.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}")).ShouldRefuseAsync(HttpStatusCode.Conflict, "expense_reimbursed");
        await (await tenant.Owner.TryReviseAsync(expense, new { amount = "1.00" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "expense_reimbursed");
    }

    [Fact]
    public async Task Asks_for_a_reason_to_reject()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await (await tenant.Owner.ActAsync(expense, "reject", new { })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "reason");
    }

    [Fact]
    public async Task Keeps_decisions_to_those_who_may_make_them()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Member.RecordAsync();
        var colleague = tenant.Another(Role.Member).Client;

        foreach (var action in new[] { "approve", "reimburse" }) await (await tenant.Member.ActAsync(expense, action)).ShouldRefuseAsync(HttpStatusCode.Forbidden, "permission_missing");
        await (await tenant.Analyst.ActAsync(expense, "reject", new { reason = "No" })).ShouldRefuseAsync(HttpStatusCode.Forbidden, "permission_missing");
        foreach (var action in new[] { "submit", "withdraw" }) await (await colleague.ActAsync(expense, action)).ShouldRefuseAsync(HttpStatusCode.NotFound, "not_found");
    }
}
