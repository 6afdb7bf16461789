using TrackTok.Currencies;
using TrackTok.Reporting.Reports;

namespace TrackTok.Reporting.Tests.Reports;

public sealed class TallyTests
{
    private static readonly ReportRange January = new(new(2025, 1, 1), new(2025, 1, 31));
    private static readonly DrillDown All = new(new ReportScope(Currency.Of("EUR"), January, null, null, null, null, default), January, ["approved"]);

    [Fact]
    public void Counts_own_currency_as_it_is_and_others_by_their_fixed_value()
    {
        var tally = Tally.Of(Currency.Of("USD"), [new Sum("USD", "USD", 2, 10m, 10m), new Sum("EUR", "USD", 1, 5m, 5.55m)]);
        (tally.Text, tally.Count, tally.Average).ShouldBe(("15.55", 3, "5.18"));
        tally.Unconverted(All).ShouldBeEmpty();
        tally.Path(All).ShouldNotContain("converted");
    }

    [Fact]
    public void Keeps_apart_what_has_no_value_in_the_currency()
    {
        var tally = Tally.Of(Currency.Of("EUR"), [new Sum("JPY", "USD", 2, 1200m, 8m), new Sum("JPY", "", 1, 300m, 0m), new Sum("EUR", "USD", 1, 5m, 5.55m)]);
        (tally.Text, tally.Count).ShouldBe(("5.00", 1));
        tally.Unconverted(All).ShouldBe([new Unconverted("JPY", "1500", 3, All.ToUnconverted("JPY"))]);
        tally.Path(All).ShouldEndWith("&converted=true");
    }

    [Fact]
    public void Is_zero_when_nothing_counts() => new Tally(Currency.Of("JPY")).Average.ShouldBe("0");
}
