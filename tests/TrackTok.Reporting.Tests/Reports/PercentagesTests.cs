using CsCheck;
using TrackTok.Reporting.Reports;

namespace TrackTok.Reporting.Tests.Reports;

public sealed class PercentagesTests
{
    [Fact]
    public void Gives_what_rounding_leaves_over_to_the_largest_remainders() => Percentages.Of([1m, 1m, 1m]).ShouldBe([33.34m, 33.33m, 33.33m]);

    [Fact]
    public void Are_zero_when_there_is_no_whole()
    {
        Percentages.Of([]).ShouldBeEmpty();
        Percentages.Of([0m, 0m]).ShouldBe([0m, 0m]);
    }

    [Fact]
    public void Sum_to_one_hundred_and_stray_by_less_than_a_hundredth() => Gen.Int[0, 100_000_000].Array[1, 40].Sample(cents =>
    {
        var parts = Array.ConvertAll(cents, cent => cent / 100m);
        if (parts.Sum() == 0) return;
        var shares = Percentages.Of(parts);
        shares.Sum().ShouldBe(100.00m);
        for (var i = 0; i < parts.Length; i++) Math.Abs(shares[i] - parts[i] / parts.Sum() * 100).ShouldBeLessThan(0.01m);
    });

    [Fact]
    public void Sum_to_one_hundred_with_a_refund_among_them() => Percentages.Of([150m, -50m]).ShouldBe([150m, -50m]);
}
