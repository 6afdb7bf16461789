using System.Net;
using System.Text.Json;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class RecordExpenseTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Answers_the_documented_body_with_all_members_and_the_defaults()
    {
        var tenant = fixture.NewTenant();
        var response = await tenant.Owner.TryRecordAsync();

        var expense = await response.ShouldBeAsync(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/expenses/{expense.Id()}");
        response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        expense.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "id", "amount", "currency", "reporting_amount", "reporting_currency", "rate", "title", "description", "vendor", "category_id", "project_id", "account_id", "account_amount",
            "expense_date", "payment_method", "payment_reference", "status", "rejection_reason", "tags", "notes", "billable", "tax_amount", "tax_rate", "splits", "receipts", "custom", "warnings",
            "created_by", "created_at", "updated_at", "version",
        ], ignoreOrder: true);
        (expense.Text("amount"), expense.Text("currency"), expense.Text("reporting_amount"), expense.Text("status")).ShouldBe(("125.50", "USD", "125.50", "approved"));
        expense.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["office", "supplies"]);
        expense.GetProperty("project_id").ValueKind.ShouldBe(JsonValueKind.String);
        expense.GetProperty("account_id").ValueKind.ShouldBe(JsonValueKind.String);
        (await tenant.Owner.ReadAsync(expense)).ToString().ShouldBe(expense.ToString());
    }

    [Fact]
    public async Task Refuses_a_member_that_it_does_not_know() =>
        await (await fixture.NewTenant().Owner.TryRecordAsync(new { colour = "red" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "colour");
}
