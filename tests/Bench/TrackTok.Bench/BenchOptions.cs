using System.Globalization;

namespace TrackTok.Bench;

/// <summary>How much is measured, and on how much data.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        ./tracktok bench [--expenses 100000] [--tenants 100] [--clients 1,8,32] [--rounds 3] [--seconds 2] [--only throughput,latency,pages,starts] [--no-build]
        Starts the whole system on data of its own (.tracktok/bench, thrown away at the next run), measures, and writes artifacts/bench.md. Let nothing else run meanwhile.
        """;

    public int Expenses { get; init; } = 100_000;

    public int Tenants { get; init; } = 100;

    public IReadOnlyList<int> Clients { get; init; } = [1, 8, 32];

    /// <summary>How often each is measured; the medians are told.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Of one measurement.</summary>
    public int Seconds { get; init; } = 2;

    public IReadOnlyList<string> Only { get; init; } = ["throughput", "latency", "pages", "starts"];

    public bool Build { get; init; } = true;

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--no-build")
            {
                options = options with { Build = false };
                continue;
            }
            if (i + 1 == args.Length) return null;
            var value = args[++i];
            switch (args[i - 1])
            {
                case "--expenses": options = options with { Expenses = Number(value) }; break;
                case "--tenants": options = options with { Tenants = Number(value) }; break;
                case "--rounds": options = options with { Rounds = Number(value) }; break;
                case "--seconds": options = options with { Seconds = Number(value) }; break;
                case "--clients": options = options with { Clients = [.. value.Split(',').Select(Number)] }; break;
                case "--only": options = options with { Only = value.Split(',') }; break;
                default: return null;
            }
        }
        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
