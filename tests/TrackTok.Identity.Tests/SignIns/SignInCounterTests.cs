using TrackTok.Identity.SignIns;

namespace TrackTok.Identity.Tests.SignIns;

public sealed class SignInCounterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_three_failures_cost_nothing_then_the_delay_doubles()
    {
        var counter = new SignInCounter("a:x");
        var waits = Enumerable.Range(0, 9).Select(_ => Fail(counter, Start)).ToList();
        waits.Select(wait => wait.TotalSeconds).ShouldBe([0, 0, 1, 2, 4, 8, 16, 30, 30]);
    }

    [Fact]
    public void The_tenth_failure_locks_for_a_quarter_of_an_hour()
    {
        var counter = new SignInCounter("a:x");
        for (var i = 0; i < 10; i++) Fail(counter, Start);
        counter.WaitBefore(10, Start).ShouldBe(TimeSpan.FromMinutes(15));
        counter.WaitBefore(10, Start.AddMinutes(14)).ShouldBe(TimeSpan.FromMinutes(1));
        counter.WaitBefore(10, Start.AddMinutes(15)).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_burst_gets_no_more_attempts_than_the_limit()
    {
        var counter = new SignInCounter("a:x");
        var through = 0;
        for (var i = 0; i < 50; i++)
        {
            if (counter.WaitBefore(10, Start) > TimeSpan.Zero) continue;
            counter.Enter(10, Start);
            through++;
        }
        through.ShouldBe(10);
    }

    [Fact]
    public void Failures_older_than_the_window_are_forgotten()
    {
        var counter = new SignInCounter("a:x");
        for (var i = 0; i < 9; i++) Fail(counter, Start);
        counter.Enter(10, Start.AddMinutes(16));
        counter.Failures.ShouldBe(0);
    }

    [Fact]
    public void A_right_password_clears_the_account_and_leaving_without_outcome_changes_nothing()
    {
        var counter = new SignInCounter("a:x");
        for (var i = 0; i < 5; i++) Fail(counter, Start);
        counter.Enter(10, Start.AddMinutes(1));
        counter.Leave();
        (counter.Failures, counter.Pending).ShouldBe((5, 0));
        counter.Enter(10, Start.AddMinutes(1));
        counter.Forgive();
        (counter.Failures, counter.Pending).ShouldBe((0, 0));
    }

    private static TimeSpan Fail(SignInCounter counter, DateTimeOffset now)
    {
        counter.Enter(10, now);
        counter.Fail(now);
        return counter.WaitBefore(10, now);
    }
}
