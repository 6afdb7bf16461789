using System.Globalization;
using TrackTok.Bench.Limit;
using TrackTok.Bench.Load;

namespace TrackTok.Bench;

/// <summary>The medians of one operation at one number of clients.</summary>
internal sealed record ThroughputRow(Operation Operation, int Clients, double Limit, Measured Monolith, Measured TrackTok, Cost MonolithCost, Cost TrackTokCost)
{
    public double OfLimit => TrackTok.PerSecond / Limit;

    public double OfMonolith => TrackTok.PerSecond / Monolith.PerSecond;
}

/// <summary>Processor milliseconds that one request takes, wherever they are spent, work behind the answer included.</summary>
internal sealed record Cost(double Application, double Gateway, double Database);

/// <summary>
/// Creates and lists, the three targets in random order in each round, so that what the machine does besides falls on all alike. After creates everything waits until the events
/// have had their effect, and that work counts in the cost.
/// </summary>
internal sealed class Throughput(BenchOptions options, LocalSystem system, HttpTarget trackTok, MonolithProcess monolith, LimitTarget limit, Backlog backlog)
{
    private readonly Random _random = new(1);

    /// <summary>How long the events of a flood needed after it had ended.</summary>
    public List<TimeSpan> Drains { get; } = [];

    public async Task<IReadOnlyList<ThroughputRow>> RunAsync()
    {
        await WarmAsync();
        var rows = new List<ThroughputRow>();
        foreach (var operation in Enum.GetValues<Operation>())
        {
            foreach (var clients in options.Clients)
            {
                var row = await MeasureAsync(operation, clients);
                rows.Add(row);
                Console.WriteLine(Report.Line(row));
            }
        }
        return rows;
    }

    private async Task WarmAsync()
    {
        foreach (var clients in new[] { 2, 8 })
        {
            foreach (var target in new[] { trackTok, monolith.Target })
            {
                Check(target.Run(Operation.Create, clients, 3), Operation.Create);
                Check(target.Run(Operation.List, clients, 2), Operation.List);
            }
            await backlog.DrainAsync();
        }
    }

    private async Task<ThroughputRow> MeasureAsync(Operation operation, int clients)
    {
        var (limits, ofMonolith, ofTrackTok) = (new List<double>(), new List<(Measured, Cost)>(), new List<(Measured, Cost)>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var targets = new[] { 0, 1, 2 };
            _random.Shuffle(targets);
            foreach (var target in targets)
            {
                switch (target)
                {
                    case 0:
                        limits.Add(await limit.RunAsync(operation, clients, options.Seconds));
                        break;
                    case 1:
                        ofMonolith.Add(await WithCostAsync(() => monolith.Target.Run(operation, clients, options.Seconds), operation, [monolith.ProcessId], []));
                        break;
                    default:
                        ofTrackTok.Add(await WithCostAsync(() => trackTok.Run(operation, clients, options.Seconds), operation,
                            [.. LocalSystem.Application.Where(name => name != "gateway").SelectMany(system.Processes)], system.Processes("gateway")));
                        break;
                }
            }
        }
        var (mine, theirs) = (Median(ofTrackTok), Median(ofMonolith));
        return new ThroughputRow(operation, clients, limits.Order().ElementAt(limits.Count / 2), theirs.Measured, mine.Measured, theirs.Cost, mine.Cost);
    }

    private async Task<(Measured, Cost)> WithCostAsync(Func<Measured> run, Operation operation, IReadOnlyList<int> application, IReadOnlyList<int> gateway)
    {
        var postgres = system.Resources().First(resource => resource.Name == "postgres").Process;
        var before = (Application: Cpu(application), Gateway: Cpu(gateway), Database: Cpu(Machine.Family(postgres)));
        var measured = run();
        Check(measured, operation);
        if (operation == Operation.Create && gateway.Count > 0) Drains.Add(await backlog.DrainAsync());
        var after = (Application: Cpu(application), Gateway: Cpu(gateway), Database: Cpu(Machine.Family(postgres)));
        return (measured, new Cost(Each(after.Application - before.Application), Each(after.Gateway - before.Gateway), Each(after.Database - before.Database)));

        double Each(double seconds) => seconds * 1000 / Math.Max(1, measured.Requests);
    }

    private static double Cpu(IEnumerable<int> processes) => processes.Sum(Machine.Cpu);

    private static (Measured Measured, Cost Cost) Median(List<(Measured Measured, Cost Cost)> rounds) => rounds.OrderBy(round => round.Measured.PerSecond).ElementAt(rounds.Count / 2);

    private static void Check(Measured measured, Operation operation)
    {
        if (measured.Failures > 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{measured.Failures} of {measured.Failures + measured.Requests} {operation} requests failed: {measured.FirstFailure}"));
    }
}
