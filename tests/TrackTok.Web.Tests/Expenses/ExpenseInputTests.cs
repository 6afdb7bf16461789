using TrackTok.Web.Design;
using TrackTok.Web.Expenses;

namespace TrackTok.Web.Tests.Expenses;

public sealed class ExpenseInputTests
{
    private static readonly (string, Microsoft.Extensions.Primitives.StringValues)[] Untouched =
    [
        ("title", "Paper"), ("amount", "125.50"), ("currency", "USD"), ("expense_date", "2025-01-15"), ("vendor", "Shop"), ("payment_method", "credit_card"), ("tags", "office, print"), ("notes", "Two\r\nlines"),
    ];

    [Fact]
    public void A_change_says_only_what_was_changed()
    {
        var expense = Pages.Expense(notes: "Two\nlines", tags: ["office", "print"]);
        Changes(expense, Untouched).ShouldBeEmpty();
        Changes(expense, [.. Untouched.Where(field => field.Item1 != "amount"), ("amount", "1,130.00")]).ShouldBe(new Dictionary<string, object?> { ["amount"] = "1130.00" });
        Changes(expense, [.. Untouched, ("billable", "true")]).ShouldBe(new Dictionary<string, object?> { ["billable"] = true });
    }

    [Fact]
    public void What_is_emptied_is_cleared()
    {
        var changes = Changes(Pages.Expense(notes: "x", tags: ["office"]), [.. Untouched.Where(field => field.Item1 is not ("notes" or "tags" or "vendor")), ("notes", ""), ("tags", " , "), ("vendor", " ")]);
        changes.ShouldBe(new Dictionary<string, object?> { ["vendor"] = null, ["tags"] = null, ["notes"] = null });
    }

    [Fact]
    public void A_new_expense_leaves_out_what_is_empty_so_that_defaults_are_filled_in()
    {
        var body = ExpenseInput.Read(new PageForm("expense", Pages.Posting("expense", ("title", "Taxi"), ("amount", "12,5"), ("project_id", ""), ("tags", "a, b;c"), ("tax_rate", "19"))), Pages.Formats());
        body.Keys.ShouldBe(["title", "amount", "tags", "billable", "tax_rate"], ignoreOrder: true);
        (body["amount"], body["tax_rate"], body["billable"]).ShouldBe(("12.5", 19m, false));
        body["tags"].ShouldBeOfType<string[]>().ShouldBe(["a", "b", "c"]);
    }

    private static Dictionary<string, object?> Changes(Expense expense, (string, Microsoft.Extensions.Primitives.StringValues)[] posted) =>
        ExpenseInput.Changes(new PageForm("expense", Pages.Posting("expense", posted)), expense, Pages.Formats());
}
