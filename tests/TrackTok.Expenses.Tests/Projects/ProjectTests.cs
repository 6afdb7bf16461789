using TrackTok.Currencies;
using TrackTok.Expenses.Projects;

namespace TrackTok.Expenses.Tests.Projects;

public sealed class ProjectTests
{
    private static readonly DateTimeOffset Now = ExpensesFixture.Start;

    [Theory]
    [InlineData("2025-01-10", "2025-01-31", "2025-01-20", 11, 11)]
    [InlineData("2025-01-10", "2025-01-31", "2025-01-10", 1, 21)]
    [InlineData("2025-01-10", "2025-01-31", "2025-01-31", 22, 0)]
    [InlineData("2025-01-10", "2025-01-31", "2025-03-01", 22, 0)]
    [InlineData("2025-01-10", "2025-01-31", "2025-01-01", 0, 22)]
    [InlineData("2025-01-10", null, "2025-01-20", 11, null)]
    [InlineData(null, "2025-01-31", "2025-01-20", null, 11)]
    public void Counts_the_days_that_are_gone_and_those_to_come(string? start, string? end, string today, int? elapsed, int? remaining)
    {
        var project = Project.Create(Terms() with { StartDate = Day(start), EndDate = Day(end) }, Now);

        project.DaysElapsed(Day(today)!.Value).ShouldBe(elapsed);
        project.DaysRemaining(Day(today)!.Value).ShouldBe(remaining);
    }

    [Fact]
    public void Knows_no_utilization_without_a_budget_or_with_one_of_zero()
    {
        Project.Create(Terms(), Now).Utilization.ShouldBeNull();
        Project.Create(Terms() with { StartingBudget = 0 }, Now).Utilization.ShouldBeNull();
        Project.Create(Terms() with { StartingBudget = 10 }, Now).Utilization.ShouldBe(0);
    }

    [Fact]
    public void Is_untouched_by_a_change_that_changes_nothing()
    {
        var project = Project.Create(Terms() with { StartingBudget = 10 }, Now);

        project.Revise(Terms() with { StartingBudget = 10 }, Now.AddDays(1)).ShouldBeNull();
        project.UpdatedAt.ShouldBe(Now);

        project.Revise(Terms() with { StartingBudget = 11 }, Now.AddDays(1)).ShouldBeNull();
        project.UpdatedAt.ShouldBe(Now.AddDays(1));
    }

    [Fact]
    public void Can_be_restored_for_thirty_days()
    {
        var project = Project.Create(Terms(), Now);
        project.Restore(Now)!.Code.ShouldBe("not_deleted");
        project.Delete(Now).ShouldBeNull();

        project.Restore(Now.AddDays(30).AddTicks(1))!.Code.ShouldBe("undo_window_over");
        project.Restore(Now.AddDays(30)).ShouldBeNull();
    }

    private static ProjectTerms Terms() => new("Office", null, Project.Active, null, null, null, null, Currency.Of("USD"), []);

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
