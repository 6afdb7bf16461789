using System.Diagnostics;
using System.Globalization;
using Npgsql;
using TrackTok.Bench.Load;

namespace TrackTok.Bench;

/// <summary>How long after its 201 an expense is committed in the budget's figure, and its alert is.</summary>
/// <param name="P50">Milliseconds; below zero is told as zero: the effect was there before the answer was read.</param>
internal sealed record LatencyRow(string Load, string Effect, double P50, double P99, int Samples, int Missing);

/// <summary>
/// Sends expenses at an even pace to several companies in turn, and then to one alone, each into a day of its own of a daily budget that every one of them crosses, and watches what is
/// committed, every millisecond or two. The row tells the pace that was kept: a company's commits queue behind each other, so that one alone may not keep it.
/// </summary>
internal sealed class Latency(BenchOptions options, int gatewayPort, HttpClient http, NpgsqlDataSource budgets, IReadOnlyList<BenchTenant> companies, HttpTarget flood, Backlog backlog)
{
    private const int PerSecond = 100;
    private const int Senders = 8;
    private readonly Dictionary<BenchTenant, Guid> _budgets = [];
    private int _day;

    /// <summary>How long the events of the flood needed after it had ended.</summary>
    public TimeSpan Drained { get; private set; }

    public async Task<IReadOnlyList<LatencyRow>> RunAsync()
    {
        foreach (var company in companies)
            _budgets[company] = await company.BudgetAsync(http, new { name = "Each day", amount = "10.00", period = "daily", start_date = "1970-01-01", alert_threshold = 80, alert_enabled = true });
        await MeasureAsync(companies, 5 * PerSecond, "warming up");
        var rows = new List<LatencyRow>(await MeasureAsync(companies, 20 * PerSecond, $"{companies.Count} companies"));
        rows.AddRange(await MeasureAsync(companies.Take(1).ToList(), 10 * PerSecond, "one company"));
        var seconds = Math.Max(8, options.Seconds * 2);
        var flooding = Task.Run(() => flood.Run(Operation.Create, 32, seconds));
        await Task.Delay(1000);
        rows.AddRange(await MeasureAsync(companies, (seconds - 2) * PerSecond, $"{companies.Count} companies during a flood of 32 clients"));
        var flooded = await flooding;
        Drained = await backlog.DrainAsync();
        Console.WriteLine($"  the flood: {flooded.PerSecond:F0}/s, its events done {Drained.TotalMilliseconds:F0} ms after it");
        return rows;
    }

    private async Task<IReadOnlyList<LatencyRow>> MeasureAsync(IReadOnlyList<BenchTenant> senders, int count, string load)
    {
        var answered = new long[count];
        var first = _day;
        _day += count;
        var of = $"tenant_id IN ({List(senders.Select(company => company.Id))}) AND {{0}} IN ({List(senders.Select(company => _budgets[company]))})";
        using var watching = new CancellationTokenSource();
        var figures = WatchAsync($"SELECT period_start FROM budget_periods WHERE {string.Format(CultureInfo.InvariantCulture, of, "budget_id")} AND spent > 0 AND period_start >= $1 AND period_start < $2 AND NOT period_start = ANY ($3)", first, count, watching.Token);
        var alerts = WatchAsync($"SELECT period_start FROM alerts WHERE {string.Format(CultureInfo.InvariantCulture, of, "entity_id")} AND period_start >= $1 AND period_start < $2 AND NOT period_start = ANY ($3)", first, count, watching.Token);
        var started = Stopwatch.GetTimestamp();
        Send(senders, answered, first);
        var paced = $"{load}, {count / Stopwatch.GetElapsedTime(started).TotalSeconds:F0}/s";
        // What is not there five seconds after the last answer is missing.
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(5) && !(figures.IsCompleted && alerts.IsCompleted)) await Task.Delay(10);
        await watching.CancelAsync();
        return [Row(paced, "figure", answered, await figures), Row(paced, "alert", answered, await alerts)];
    }

    /// <summary>Sends one expense every ten milliseconds, whatever the answers take.</summary>
    private void Send(IReadOnlyList<BenchTenant> senders, long[] answered, int first)
    {
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Senders).Select(sender => new Thread(() =>
        {
            var requests = new CreateRequests("/api/v1/expenses", senders, [.. senders.Select(company => company.Token)], sender);
            using var connection = new Connection(gatewayPort);
            var buffer = new byte[8192];
            while (Interlocked.Increment(ref next) is var index && index < answered.Length)
            {
                var due = start + index * Stopwatch.Frequency / PerSecond;
                while (Stopwatch.GetTimestamp() is var now && now < due) Thread.Sleep(TimeSpan.FromTicks(Math.Max(1, (due - now) * TimeSpan.TicksPerSecond / Stopwatch.Frequency)));
                var company = senders[index % senders.Count];
                var length = requests.Write(buffer, company, company.Token, 9.00m, Day(first + index));
                if (connection.Exchange(buffer.AsSpan(0, length)) != 201) throw new InvalidOperationException(connection.Text);
                answered[index] = Stopwatch.GetTimestamp();
            }
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
    }

    /// <summary>Asks for days not seen yet, again and again; answers when each was seen.</summary>
    private async Task<long[]> WatchAsync(string sql, int first, int count, CancellationToken cancellationToken)
    {
        var seen = new long[count];
        var known = new List<DateOnly>();
        await using var connection = await budgets.OpenConnectionAsync(CancellationToken.None);
        while (known.Count < count && !cancellationToken.IsCancellationRequested)
        {
            await using (var command = new NpgsqlCommand(sql, connection))
            {
                // The days come in order, save a few: only those behind the first gap are asked for.
                var from = 0;
                while (from < count && seen[from] != 0) from++;
                var to = Math.Min(count, from + 200);
                command.Parameters.Add(new() { Value = Day(first + from) });
                command.Parameters.Add(new() { Value = Day(first + to) });
                command.Parameters.Add(new() { Value = known.Where(day => day >= Day(first + from)).ToArray() });
                await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
                var now = Stopwatch.GetTimestamp();
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    var day = reader.GetFieldValue<DateOnly>(0);
                    seen[day.DayNumber - Day(first).DayNumber] = now;
                    known.Add(day);
                }
            }
            await Task.Delay(1, CancellationToken.None);
        }
        return seen;
    }

    private static string List(IEnumerable<Guid> ids) => string.Join(", ", ids.Select(id => $"'{id}'"));

    private static DateOnly Day(int number) => new DateOnly(1970, 1, 1).AddDays(number);

    private static LatencyRow Row(string load, string effect, long[] answered, long[] seen)
    {
        var waits = answered.Zip(seen).Where(pair => pair.Second != 0).Select(pair => Math.Max(0, Stopwatch.GetElapsedTime(pair.First, Math.Max(pair.First, pair.Second)).TotalMilliseconds)).Order().ToArray();
        return new LatencyRow(load, effect, At(waits, 0.50), At(waits, 0.99), waits.Length, answered.Length - waits.Length);
    }

    private static double At(double[] ordered, double share) => ordered.Length == 0 ? double.NaN : ordered[(int)((ordered.Length - 1) * share)];
}
