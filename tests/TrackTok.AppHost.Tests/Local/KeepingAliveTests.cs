using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using TrackTok.AppHost.Local;

namespace TrackTok.AppHost.Tests.Local;

public sealed class KeepingAliveTests
{
    [Fact]
    public async Task Starts_again_what_was_killed()
    {
        await using var trial = await Trial.StartAsync((builder, _) => builder.AddStandIn("service"));
        await trial.HealthyAsync("service");
        var before = trial.ProcessesOf("service").Single();

        using (var process = Process.GetProcessById(before))
            process.Kill();

        await trial.UntilAsync("service", s => s.Restarts == 1);
        await trial.HealthyAsync("service");
        trial.ProcessesOf("service").Single().ShouldNotBe(before);
    }

    [Fact]
    public async Task Is_not_healthy_while_one_of_two_replicas_is_down()
    {
        await using var trial = await Trial.StartAsync((builder, _) => builder.AddStandIn("service").WithReplicas(2));
        await trial.HealthyAsync("service");

        using (var process = Process.GetProcessById(trial.ProcessesOf("service")[0]))
            process.Kill();

        await trial.UntilAsync("service", s => s.HealthStatus != Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);
        trial.ProcessesOf("service").Count.ShouldBe(1);
        await trial.HealthyAsync("service");
        trial.ProcessesOf("service").Count.ShouldBe(2);
    }

    [Fact]
    public async Task Leaves_more_time_before_each_new_start_of_what_dies_at_once()
    {
        await using var trial = await Trial.StartAsync((builder, folder) => builder.AddScript("sickly", "date +%s.%N >> starts; exit 1", folder));

        var starts = (await trial.LinesAsync("starts", 3)).Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();

        (starts[1] - starts[0]).ShouldBeGreaterThanOrEqualTo(0.5);
        (starts[2] - starts[1]).ShouldBeGreaterThanOrEqualTo(1.0);
    }

    [Fact]
    public void Doubles_the_pause_up_to_half_a_minute_and_forgets_after_a_good_minute()
    {
        var backOff = new BackOff();
        var pauses = Enumerable.Range(0, 8).Select(_ => backOff.Next(TimeSpan.FromSeconds(1)).TotalSeconds).ToArray();

        pauses.ShouldBe([0.5, 1, 2, 4, 8, 16, 30, 30]);
        backOff.Next(TimeSpan.FromSeconds(61)).TotalSeconds.ShouldBe(0.5);
    }

    [Fact]
    public async Task Keeps_the_output_of_this_run_and_of_the_one_before()
    {
        var folder = Trial.NewFolder();
        foreach (var run in new[] { "first", "second" })
        {
            var trial = await Trial.StartAsync((builder, path) => builder.AddScript("speaker", $"echo {run}; echo aside >&2; sleep 1000", path), folder);
            await trial.LinesAsync("logs/speaker.log", 2);
            await trial.App.DisposeAsync();
        }

        (await File.ReadAllLinesAsync(Path.Combine(folder, "logs", "speaker.log"))).ShouldBe(["second", "aside"], ignoreOrder: true);
        (await File.ReadAllLinesAsync(Path.Combine(folder, "logs", "speaker.log.1"))).ShouldBe(["first", "aside"], ignoreOrder: true);
        Trial.Discard(folder);
    }
}
