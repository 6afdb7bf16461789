using TrackTok.Reporting.Dashboards;

namespace TrackTok.Reporting.Tests.Dashboards;

public sealed class SpendingForecastTests
{
    [Fact]
    public void Needs_thirteen_weeks()
    {
        SpendingForecast.Of([.. Noise(12)]).Absent.ShouldBe(SpendingForecast.TooLittleHistory);
        SpendingForecast.Of([.. Noise(13)]).Absent.ShouldNotBe(SpendingForecast.TooLittleHistory);
    }

    [Fact]
    public void Is_hidden_when_the_naive_one_is_as_good()
    {
        SpendingForecast.Of([.. Enumerable.Repeat(10m, 182)]).Absent.ShouldBe(SpendingForecast.NoBetterThanNaive);
        SpendingForecast.Of([.. Enumerable.Repeat(0m, 182)]).Absent.ShouldBe(SpendingForecast.NoBetterThanNaive);
        // Growth: the last weeks say more than the mean of many.
        SpendingForecast.Of([.. Enumerable.Range(1, 182).Select(day => (decimal)day)]).Absent.ShouldBe(SpendingForecast.NoBetterThanNaive);
    }

    [Fact]
    public void Gives_a_range_that_four_of_five_trials_stayed_in()
    {
        var forecast = SpendingForecast.Of([.. Noise(26)]).Forecast.ShouldNotBeNull();
        forecast.Error.ShouldBeLessThan(forecast.NaiveError);
        forecast.Trials.ShouldBe(19);
        forecast.Low.ShouldBeLessThan(forecast.Expected);
        (forecast.High - forecast.Expected).ShouldBe(forecast.Expected - forecast.Low);
        forecast.Expected.ShouldBeInRange(28 * 40m, 28 * 60m);
    }

    [Fact]
    public void Never_expects_less_than_nothing() => SpendingForecast.Of([.. Spikes()]).Forecast?.Low.ShouldBeGreaterThanOrEqualTo(0);

    /// <summary>Whole weeks around a steady level.</summary>
    private static IEnumerable<decimal> Noise(int weeks)
    {
        var random = new Random(7);
        return Enumerable.Range(0, weeks * 7).Select(_ => (decimal)random.Next(0, 101));
    }

    private static IEnumerable<decimal> Spikes() => Enumerable.Range(0, 182).Select(day => day % 45 == 0 ? 1000m : 0m);
}
