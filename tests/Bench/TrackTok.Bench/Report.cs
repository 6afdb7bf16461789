using System.Globalization;
using System.Text;

namespace TrackTok.Bench;

/// <summary>What was measured, for the console and as a piece of the README.</summary>
internal sealed record Report(
    BenchOptions Options, IReadOnlyList<string> Notes, IReadOnlyList<ThroughputRow> Throughput, IReadOnlyList<TimeSpan> Drains, IReadOnlyList<LatencyRow> Latency, TimeSpan? FloodDrained,
    IReadOnlyList<PageRow> Pages, StartTimes? Starts, IReadOnlyList<(string Name, double Memory)> Memory, double MemoryAtOnce)
{
    public static string Line(ThroughputRow row) => string.Create(CultureInfo.InvariantCulture,
        $"  {row.Operation,-6} c={row.Clients,-3} limit {row.Limit,7:F0}/s   monolith {row.Monolith.PerSecond,7:F0}/s   TrackTok {row.TrackTok.PerSecond,7:F0}/s = {row.OfLimit:F2} of the limit, {row.OfMonolith:F2} of the monolith; p50 {row.TrackTok.P50:F1} p99 {row.TrackTok.P99:F1} ms");

    public string Markdown()
    {
        var text = new StringBuilder();
        Add(text, $"Measured by `./tracktok bench` on {Machine.Describe()}, which the client, PostgreSQL (durable, `synchronous_commit=on`), Redis, RabbitMQ and all services share; {Options.Tenants} tenants, {Options.Expenses:N0} expenses before the start.");
        Add(text, $"Medians of {Options.Rounds} rounds of {Options.Seconds} s, the targets interleaved at random in one run. Compare the ratios: absolute rates change from run to run.");
        text.AppendLine();
        if (Throughput.Count > 0) AddThroughput(text);
        if (Latency.Count > 0) AddLatency(text);
        if (Pages.Count > 0) AddPages(text);
        if (Starts is not null)
        {
            Add(text, $"Start: everything stopped (PostgreSQL, Redis, RabbitMQ as well) → first 201 through the gateway in {Starts.Cold.TotalSeconds:F1} s; all of the application killed → first 201 in {Starts.Warm.TotalSeconds:F1} s.");
            text.AppendLine();
        }
        if (Memory.Count > 0) AddMemory(text);
        return text.ToString();
    }

    private void AddThroughput(StringBuilder text)
    {
        Add(text, $"| operation, clients | limit (pgbench)/s | EF monolith/s | TrackTok/s through the gateway | of the limit | of the monolith | p50 · p99 ms | CPU ms a request: services + gateway + PostgreSQL (monolith) |");
        Add(text, $"|---|---|---|---|---|---|---|---|");
        foreach (var row in Throughput)
            Add(text, $"| {row.Operation.ToString().ToLowerInvariant()}, {row.Clients} | {row.Limit:N0} | {row.Monolith.PerSecond:N0} | {row.TrackTok.PerSecond:N0} | {row.OfLimit:F2} | {row.OfMonolith:F2} | {row.TrackTok.P50:F1} · {row.TrackTok.P99:F1} | {row.TrackTokCost.Application:F2} + {row.TrackTokCost.Gateway:F2} + {row.TrackTokCost.Database:F2} ({row.MonolithCost.Application:F2} + {row.MonolithCost.Database:F2}) |");
        text.AppendLine();
        foreach (var note in Notes) Add(text, $"{note}");
        if (Drains.Count > 0) Add(text, $"A create's cost includes what its events cause in Budgets and Reporting; after {Options.Seconds} s of creates they were done {Drains.Max().TotalMilliseconds:F0} ms later at most.");
        text.AppendLine();
    }

    private void AddLatency(StringBuilder text)
    {
        Add(text, $"| 201 → committed | p50 ms | p99 ms | samples |");
        Add(text, $"|---|---|---|---|");
        foreach (var row in Latency) Add(text, $"| {row.Effect}, {row.Load} | {row.P50:F1} | {row.P99:F1} | {row.Samples}{(row.Missing > 0 ? $", {row.Missing} missing" : "")} |");
        if (FloodDrained is { } drained) Add(text, $"\nAfter the flood its backlog was gone in {drained.TotalSeconds:F1} s.");
        text.AppendLine();
    }

    private void AddPages(StringBuilder text)
    {
        Add(text, $"| page, company of {Pages[0].Expenses:N0} expenses | median ms beyond the API's answers | waiting for the API | KB compressed, first visit |");
        Add(text, $"|---|---|---|---|");
        foreach (var row in Pages) Add(text, $"| {row.Name} | {row.Page:F1} | {row.Api:F1} | {row.Kilobytes:F0} |");
        text.AppendLine();
    }

    private void AddMemory(StringBuilder text)
    {
        var application = Memory.Where(row => LocalSystem.Application.Contains(row.Name)).ToList();
        Add(text, $"Memory ten seconds after load (PSS): {string.Join(", ", application.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Name} {row.Memory:F0}")))} = **{application.Sum(row => row.Memory):F0} MiB** for the application ({MemoryAtOnce:F0} while the load ends); beside it {string.Join(", ", Memory.Except(application).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Name} {row.Memory:F0}")))} MiB.");
    }

    private static void Add(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
