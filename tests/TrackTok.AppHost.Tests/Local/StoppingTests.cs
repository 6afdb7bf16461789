using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using TrackTok.AppHost.Local;

namespace TrackTok.AppHost.Tests.Local;

public sealed class StoppingTests
{
    [Fact]
    public async Task Stops_clients_before_the_server_they_wait_for()
    {
        var folder = Trial.NewFolder();
        var trial = await Trial.StartAsync((builder, path) =>
        {
            var server = builder.AddScript("server", "trap 'echo server >> order; exit 0' TERM; while :; do sleep 0.05; done", path);
            builder.AddScript("client", "trap 'sleep 0.5; echo client >> order; exit 0' TERM; while :; do sleep 0.05; done", path).WaitFor(server);
        }, folder);
        await trial.HealthyAsync("client");
        await Task.Delay(300);

        await trial.App.DisposeAsync();

        (await File.ReadAllLinesAsync(Path.Combine(folder, "order"))).ShouldBe(["client", "server"]);
        Trial.Discard(folder);
    }

    [Fact]
    public async Task Leaves_no_process_behind_not_even_one_that_does_not_listen()
    {
        var folder = Trial.NewFolder();
        var trial = await Trial.StartAsync((builder, path) => builder.AddScript("deaf", "trap '' TERM; (trap '' TERM; sleep 1000) & sleep 1000", path), folder);
        await trial.HealthyAsync("deaf");
        var leader = trial.ProcessesOf("deaf").Single();
        await Task.Delay(300);
        ProcessTable.InGroup(leader).Count.ShouldBeGreaterThan(1, "the script, and what it has started");

        await trial.App.DisposeAsync();

        ProcessTable.InGroup(leader).ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(folder, "run"), "*.pid").ShouldBeEmpty();
        Trial.Discard(folder);
    }

    [Fact]
    public async Task Ends_the_children_of_what_ends_by_itself()
    {
        await using var trial = await Trial.StartAsync((builder, folder) => builder.AddScript("parent", "sleep 1000 & echo $! >> children; [ -f again ] && wait; touch again; exit 1", folder));

        var child = int.Parse((await trial.LinesAsync("children", 2))[0], CultureInfo.InvariantCulture);

        ProcessTable.StartedAt(child).ShouldBeNull("it belonged to a process that is gone, and has been replaced");
    }

    /// <summary>With the broker, whose launcher is a script with the real server as its child.</summary>
    [Fact]
    public async Task The_next_start_ends_what_a_killed_engine_has_left_behind()
    {
        var folder = Trial.NewFolder();
        using var killed = StartEngine(folder, "--Local:Resources=cache,messaging");
        var left = await UntilAsync(() => Started(folder, killed), found => new[] { "redis-server", "beam", "epmd" }.All(name => found.Any(p => Named(p, name))));

        killed.Kill();
        await killed.WaitForExitAsync();
        left.Count(p => ProcessTable.StartedAt(p) != null).ShouldBeGreaterThanOrEqualTo(3, "nobody was there to end them");

        using var next = StartEngine(folder, "--Local:Resources=cache");
        await UntilAsync(() => File.Exists(Path.Combine(folder, "run", "ready")), ready => ready);

        left.ShouldAllBe(p => ProcessTable.StartedAt(p) == null);
        Unix.Send(next.Id, Signal.Terminate);
        await next.WaitForExitAsync();
        next.ExitCode.ShouldBe(0);
        Started(folder, next).ShouldBeEmpty();
        Trial.Discard(folder);
    }

    [Theory]
    [InlineData(0, "", true)]
    [InlineData(1, "", false)]
    [InlineData(0, "another boot", false)]
    public async Task Ends_a_process_of_the_number_written_down_only_if_it_is_the_same_process(int later, string boot, bool ended)
    {
        var folder = Trial.NewFolder();
        using var other = Process.Start("setsid", ["sleep", "1000"]);
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        var note = $"{other.Id} {ProcessTable.StartedAt(other.Id) + later} {(boot == "" ? ProcessTable.Boot : boot.Replace(' ', '-'))}\n";
        await File.WriteAllTextAsync(Path.Combine(folder, "run", "cache.pid"), note);
        await (await Trial.StartAsync((builder, path) => builder.AddScript("one", "sleep 1000", path), folder)).App.DisposeAsync();

        other.WaitForExit(ended ? 5000 : 200).ShouldBe(ended);
        other.Kill();
        Trial.Discard(folder);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_engine_and_all_it_has_started()
    {
        var folder = Trial.NewFolder();
        using var engine = StartEngine(folder, "--Local:Resources=cache");
        await UntilAsync(() => File.Exists(Path.Combine(folder, "run", "ready")), ready => ready);
        var started = Started(folder, engine);
        started.ShouldNotBeEmpty();

        Unix.Send(engine.Id, Signal.Interrupt);
        await engine.WaitForExitAsync(new CancellationTokenSource(Trial.Patience).Token);

        engine.ExitCode.ShouldBe(0);
        started.ShouldAllBe(p => ProcessTable.StartedAt(p) == null);
        Trial.Discard(folder);
    }

    /// <summary>As from a terminal: what a shell runs in the background hands on that Ctrl-C is to be ignored.</summary>
    private static Process StartEngine(string folder, params string[] arguments) => Process.Start("env",
        ["--default-signal=INT", "dotnet", typeof(LocalEngine).Assembly.Location, $"--Local:DataPath={folder}", "--Local:Console=false", "--Local:Dashboard=false", "--Local:StatusPage=false", .. arguments]);

    /// <summary>What the engine has written down, and what carries its mark.</summary>
    private static List<int> Started(string folder, Process engine) =>
    [
        .. Directory.Exists(Path.Combine(folder, "run")) ? Directory.EnumerateFiles(Path.Combine(folder, "run"), "*.pid").Select(f => int.Parse(File.ReadAllText(f).Split(' ')[0], CultureInfo.InvariantCulture))
            .Union(ProcessTable.All().Where(p => ProcessTable.HasVariable(p, $"TRACKTOK_ENGINE={folder}"))).Where(p => p != engine.Id) : [],
    ];

    private static bool Named(int process, string name) => ProcessTable.Describe(process).Contains(name, StringComparison.Ordinal);

    private static async Task<T> UntilAsync<T>(Func<T> look, Func<T, bool> condition)
    {
        var until = Environment.TickCount64 + Trial.Patience.TotalMilliseconds;
        while (true)
        {
            var seen = look();
            if (condition(seen))
                return seen;
            (Environment.TickCount64 < until).ShouldBeTrue("it did not come to that in time");
            await Task.Delay(50);
        }
    }
}
