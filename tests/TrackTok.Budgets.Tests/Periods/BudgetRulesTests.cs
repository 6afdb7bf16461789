using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Tests.Periods;

public sealed class BudgetRulesTests
{
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();

    [Theory]
    [InlineData("approved", "Spent")]
    [InlineData("reimbursed", "Spent")]
    [InlineData("draft", "Committed")]
    [InlineData("submitted", "Committed")]
    [InlineData("rejected", null)]
    [InlineData("withdrawn", null)]
    public void Counts_each_status_as_it_should(string status, string? counting) =>
        Sample.Rules().Count(Sample.Fact(10, status: status))?.Counting.ToString().ShouldBe(counting);

    [Fact]
    public void Counts_nothing_that_is_deleted_or_outside_its_days()
    {
        var rules = Sample.Rules(end: "2025-01-31");
        rules.Count(Sample.Fact(10, deleted: true)).ShouldBeNull();
        rules.Count(Sample.Fact(10, "2024-12-31")).ShouldBeNull();
        rules.Count(Sample.Fact(10, "2025-02-01")).ShouldBeNull();
        rules.Count(Sample.Fact(10, "2025-01-31")).ShouldNotBeNull();
    }

    [Fact]
    public void Takes_the_amount_that_is_in_its_currency_and_guesses_none()
    {
        var rules = Sample.Rules();
        rules.Count(Sample.Fact(10, currency: "EUR", reporting: 11))!.Value.ShouldBe(new Counted(rules.Calendar.First, Counting.Spent, "USD", 11));
        rules.Count(Sample.Fact(10, currency: "EUR", reporting: null))!.Value.ShouldBe(new Counted(rules.Calendar.First, Counting.Spent, "EUR", 10));
        rules.Count(Sample.Fact(10, currency: "EUR", reporting: 11, reportingCurrency: "GBP"))!.Value.CurrencyCode.ShouldBe("EUR");
        rules.Count(Sample.Fact(10, currency: "USD", reporting: 9, reportingCurrency: "GBP"))!.Value.ShouldBe(new Counted(rules.Calendar.First, Counting.Spent, "USD", 10));
    }

    [Fact]
    public void Every_part_of_a_scope_must_fit_and_of_several_one()
    {
        var scope = new BudgetScope(One, [One, Other], One, One, ["travel", "office"]);
        scope.Covers(Sample.Fact(1, project: One, category: Other, account: One, by: One, tags: ["office", "print"])).ShouldBeTrue();
        scope.Covers(Sample.Fact(1, project: Other, category: Other, account: One, by: One, tags: ["office"])).ShouldBeFalse();
        scope.Covers(Sample.Fact(1, project: One, category: null, account: One, by: One, tags: ["office"])).ShouldBeFalse();
        scope.Covers(Sample.Fact(1, project: One, category: One, account: Other, by: One, tags: ["office"])).ShouldBeFalse();
        scope.Covers(Sample.Fact(1, project: One, category: One, account: One, by: Other, tags: ["office"])).ShouldBeFalse();
        scope.Covers(Sample.Fact(1, project: One, category: One, account: One, by: One, tags: ["print"])).ShouldBeFalse();
        BudgetScope.WholeTenant.Covers(Sample.Fact(1)).ShouldBeTrue();
    }
}
