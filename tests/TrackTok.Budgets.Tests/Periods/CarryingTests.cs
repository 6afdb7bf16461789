using CsCheck;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Tests.Periods;

public sealed class CarryingTests
{
    [Theory]
    [InlineData("None", "0", "0")]
    [InlineData("Unspent", "70", "0")]
    [InlineData("Overspent", "0", "-30")]
    [InlineData("Both", "70", "-30")]
    public void Carries_what_the_rollover_says(string rollover, string afterSpending30, string afterSpending130)
    {
        var rules = Sample.Rules(rollover: Enum.Parse<Rollover>(rollover));
        var february = new DateOnly(2025, 2, 1);
        Carrying.Into(rules, Sample.Period(rules, 30), february).ShouldBe(decimal.Parse(afterSpending30, null));
        Carrying.Into(rules, Sample.Period(rules, 130), february).ShouldBe(decimal.Parse(afterSpending130, null));
    }

    [Fact]
    public void Carries_across_periods_in_which_nothing_was_spent()
    {
        var rules = Sample.Rules(rollover: Rollover.Both);
        Carrying.Into(rules, null, new DateOnly(2025, 4, 1)).ShouldBe(300);
        Carrying.Into(rules, Sample.Period(rules, 130), new DateOnly(2025, 4, 1)).ShouldBe(170);
        Carrying.Into(Sample.Rules(rollover: Rollover.Overspent), Sample.Period(rules, 250), new DateOnly(2025, 4, 1)).ShouldBe(0);
    }

    /// <summary>Rows exist for some periods only; what each carries is the same as if every period had one.</summary>
    [Fact]
    public void Carries_the_same_with_and_without_rows_for_empty_periods() =>
        Gen.Select(Gen.Enum<Rollover>(), Gen.Int[0, 300].Array[1, 24]).Sample((rollover, spending) =>
        {
            var rules = Sample.Rules(rollover: rollover);
            var rows = new List<BudgetPeriod>();
            var span = rules.Calendar.First;
            foreach (var spent in spending)
            {
                if (spent % 3 != 0)
                {
                    var row = BudgetPeriod.Begin(Sample.TenantId, rules, span, Sample.Now);
                    row.Spent = spent;
                    rows.Add(row);
                }
                span = rules.Calendar.After(span)!.Value;
            }
            _ = Carrying.Along(rules, rows, null).ToList();
            var model = 0m;
            span = rules.Calendar.First;
            for (var i = 0; i < spending.Length; i++, span = rules.Calendar.After(span)!.Value)
            {
                var row = rows.Find(candidate => candidate.PeriodStart == span.Start);
                row?.Carried.ShouldBe(model);
                model = rules.Carry(rules.Amount + model - (row?.Spent ?? 0));
            }
        });
}
