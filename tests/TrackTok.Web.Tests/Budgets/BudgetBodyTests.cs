using TrackTok.Web.Budgets;

namespace TrackTok.Web.Tests.Budgets;

public sealed class BudgetBodyTests
{
    [Theory]
    [InlineData("50, 80,100", "50 80 100")]
    [InlineData("50 % 80 %", "50 80")]
    [InlineData(" 80; 90 ", "80 90")]
    [InlineData("0", "0")]
    public void Reads_thresholds_however_they_are_separated(string typed, string percents)
    {
        BudgetBody.Thresholds(typed)!.Select(percent => percent.ToString(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(percents.Split(' '));
        BudgetBody.AreUnreadable(typed).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a lot")]
    [InlineData("50, eighty")]
    [InlineData("-5")]
    [InlineData("1e2")]
    public void Refuses_what_is_no_list_of_percents(string typed)
    {
        BudgetBody.Thresholds(typed).ShouldBeNull();
        BudgetBody.AreUnreadable(typed).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    public void Leaves_to_the_API_what_nothing_means(string? typed)
    {
        BudgetBody.Thresholds(typed).ShouldBeNull();
        BudgetBody.AreUnreadable(typed).ShouldBeFalse();
    }

    [Fact]
    public void Colours_a_period_by_what_was_crossed()
    {
        var calm = Period("10.00", "100.00", false, [new Threshold(80, null), new Threshold(0, null), new Threshold(100, null)]);
        (calm.Tone, calm.CommittedShare).ShouldBe(("", 5m));
        calm.Marks.ShouldBe([80m]);
        Period("85.00", "100.00", false, [new Threshold(80, DateTimeOffset.UnixEpoch)]).Tone.ShouldBe("warn");
        Period("101.00", "100.00", true, [new Threshold(80, DateTimeOffset.UnixEpoch)]).Tone.ShouldBe("bad");
        Period("5.00", "-1.00", true, []).CommittedShare.ShouldBe(0);
    }

    private static BudgetPeriod Period(string spent, string available, bool exceeded, IReadOnlyList<Threshold> thresholds) =>
        new(new PeriodDays(default, default), "USD", available, "0.00", available, spent, "5.00", "0.00", 0, exceeded, thresholds, [], default);
}
