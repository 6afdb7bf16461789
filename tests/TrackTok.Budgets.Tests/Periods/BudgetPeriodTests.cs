using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Tests.Periods;

public sealed class BudgetPeriodTests
{
    [Theory]
    [InlineData("79.99", false, false)]
    [InlineData("80.00", true, false)]
    [InlineData("100.00", true, false)]
    [InlineData("100.01", true, true)]
    public void Crosses_at_exactly_the_threshold_and_exceeds_above_all(string spent, bool crossed, bool exceeded)
    {
        var judgement = Judge(Sample.Period(Sample.Rules(), decimal.Parse(spent, null)), Sample.Rules());
        judgement.Raised.Any(crossing => crossing.Kind == "budget_threshold").ShouldBe(crossed);
        judgement.Raised.Any(crossing => crossing.Kind == "budget_exceeded").ShouldBe(exceeded);
    }

    [Fact]
    public void Jumping_over_several_raises_each()
    {
        var rules = Sample.Rules(thresholds: [50, 80, 95]);
        Judge(Sample.Period(rules, 120), rules).Raised.Select(crossing => crossing.Percent).ShouldBe([50, 80, 95, 100]);
    }

    [Fact]
    public void Raises_nothing_twice_and_anew_after_falling()
    {
        var rules = Sample.Rules();
        var period = Sample.Period(rules, 90);
        var first = Judge(period, rules).Raised.ShouldHaveSingleItem();
        var again = Judge(period, rules);
        again.Raised.ShouldBeEmpty();
        again.Crossed.ShouldBeEmpty();

        period.Add(Counting.Spent, "USD", -20, "USD");
        Judge(period, rules).Fallen.ShouldHaveSingleItem().AlertId.ShouldBe(first.AlertId);
        period.Crossings.ShouldBeEmpty();
        period.Add(Counting.Spent, "USD", 10, "USD");
        Judge(period, rules).Raised.ShouldHaveSingleItem().AlertId.ShouldNotBe(first.AlertId);
    }

    [Fact]
    public void Notes_crossings_without_alerts_when_they_are_switched_off()
    {
        var rules = Sample.Rules(alerts: false);
        var judgement = Judge(Sample.Period(rules, 90), rules);
        judgement.Raised.ShouldBeEmpty();
        judgement.Crossed.ShouldHaveSingleItem().AlertId.ShouldBeNull();
        Judge(judgement.Period, rules with { AlertsEnabled = true }).Raised.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_period_long_past_is_noted_and_not_announced_until_something_happens_in_it()
    {
        var rules = Sample.Rules();
        var period = Sample.Period(rules, 90);
        var quiet = period.Judge(rules, announce: false, Sample.Now);
        quiet.Crossed.ShouldBeEmpty();
        quiet.Raised.ShouldBeEmpty();
        period.Crossings.ShouldHaveSingleItem();
        Judge(period, rules).Raised.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_threshold_of_zero_is_crossed_by_the_first_cent_and_not_by_nothing()
    {
        var rules = Sample.Rules(thresholds: [0]);
        Judge(Sample.Period(rules, 0), rules).Raised.ShouldBeEmpty();
        Judge(Sample.Period(rules, 0.01m), rules).Raised.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_was_carried_moves_the_threshold()
    {
        var rules = Sample.Rules(rollover: Rollover.Both);
        Judge(Sample.Period(rules, 90, carried: 50), rules).Raised.ShouldBeEmpty();
        var period = Sample.Period(rules, 120, carried: 50);
        Judge(period, rules).Raised.ShouldHaveSingleItem().Percent.ShouldBe(80);
        period.Utilization.ShouldBe(80.00m);
        period.LimitOf(80).ShouldBe(120);
    }

    [Fact]
    public void Nothing_left_of_an_overspent_past_counts_as_used()
    {
        var rules = Sample.Rules(rollover: Rollover.Overspent);
        var period = Sample.Period(rules, 1, carried: -150);
        period.Available.ShouldBe(-50);
        period.Remaining.ShouldBe(-51);
        period.Utilization.ShouldBe(151.00m);
        Judge(period, rules).Raised.Select(crossing => crossing.Kind).ShouldBe(["budget_threshold", "budget_exceeded"]);
    }

    [Fact]
    public void Keeps_what_cannot_be_converted_beside_the_figures()
    {
        var rules = Sample.Rules();
        var period = Sample.Period(rules, 10);
        period.Add(Counting.Spent, "NZD", 117, "USD");
        period.Add(Counting.Committed, "EUR", 5, "USD");
        period.Spent.ShouldBe(10);
        period.Unconverted.ShouldBe([new Unconverted("EUR", 0, 5), new Unconverted("NZD", 117, 0)]);
        period.Add(Counting.Spent, "NZD", -117, "USD");
        period.Unconverted.ShouldBe([new Unconverted("EUR", 0, 5)]);
    }

    private static Judgement Judge(BudgetPeriod period, BudgetRules rules) => period.Judge(rules, announce: true, Sample.Now);
}
