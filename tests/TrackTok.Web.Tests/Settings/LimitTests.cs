using TrackTok.Web.Settings;

namespace TrackTok.Web.Tests.Settings;

public sealed class LimitTests
{
    [Theory]
    [InlineData(79L, 100, false)]
    [InlineData(80L, 100, true)]
    [InlineData(120L, 100, true)]
    [InlineData(null, 100, false)]
    [InlineData(1L, 1, false)]
    public void A_limit_presses_from_80_percent_on_unless_it_is_full_from_the_first_day(long? used, long max, bool presses) => Of("projects", used, max).Presses.ShouldBe(presses);

    [Fact]
    public void The_fullest_limit_is_said_first() =>
        new Usage("basic", [Of("projects", 85, 100), Of("accounts", 1, 3), Of("expenses", 130, 100)]).Pressing.Select(limit => limit.Name).ShouldBe(["expenses", "projects"]);

    private static Limit Of(string name, long? used, long max) => new(name, used, max, "hard", null);
}
