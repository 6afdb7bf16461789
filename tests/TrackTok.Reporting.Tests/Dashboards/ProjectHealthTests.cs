using TrackTok.Reporting.Dashboards;

namespace TrackTok.Reporting.Tests.Dashboards;

public sealed class ProjectHealthTests
{
    [Theory]
    [InlineData(null, null, "no_budget", null)]
    [InlineData("100.01", null, "over_budget", null)]
    [InlineData("100", null, "at_risk", "nearly_spent")]
    [InlineData("90", "50", "at_risk", "nearly_spent")]
    [InlineData("95", "100", "on_track", null)]
    [InlineData("65.01", "50", "at_risk", "ahead_of_time")]
    [InlineData("65", "50", "on_track", null)]
    [InlineData("89.99", null, "on_track", null)]
    public void Follows_one_rule(string? utilization, string? elapsed, string state, string? reason) =>
        ProjectHealth.Of(Parse(utilization), Parse(elapsed)).ShouldBe(new ProjectHealth(state, reason));

    [Theory]
    [InlineData("2025-03-01", "2025-03-10", "2025-02-28", 0)]
    [InlineData("2025-03-01", "2025-03-10", "2025-03-01", 10)]
    [InlineData("2025-03-01", "2025-03-10", "2025-03-10", 100)]
    [InlineData("2025-03-01", "2025-03-10", "2025-04-10", 100)]
    public void Counts_days_with_today(string start, string end, string today, int elapsed) => ProjectHealth.Elapsed(News.Day(start), News.Day(end), News.Day(today)).ShouldBe(elapsed);

    [Fact]
    public void Knows_no_time_without_both_ends() => ProjectHealth.Elapsed(News.Day("2025-03-01"), null, News.Day("2025-03-02")).ShouldBeNull();

    private static decimal? Parse(string? text) => text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
