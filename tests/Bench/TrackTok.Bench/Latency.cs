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

    /// <summary>The last expense that was sent, or is being sent.</summary>
    private int _sent;

    /// <summary>How long the events of the flood needed after it had ended.</summary>
    public TimeSpan Drained { get; private set; }

    public async Task<IReadOnlyList<LatencyRow>> RunAsync()
    {
        foreach (var company in companies)
            _budgets[company] = await company.BudgetAsync(http, new { name = "Each day", amount = "10.00", period = "daily", start_date = "1970-01-01", alert_threshold = 80, alert_enabled = true });
        await MeasureAsync(companies, 5 * PerSecond, "warming up");
        // What the database does by itself within its first minutes; the watcher's plan goes by it.
        await using (var analyze = budgets.CreateCommand("ANALYZE alerts, budget_periods")) await analyze.ExecuteNonQueryAsync();
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
        _sent = -1;
        using var watching = new CancellationTokenSource();
        var watched = WatchAsync(senders, first, count, watching.Token);
        var started = Stopwatch.GetTimestamp();
        Send(senders, answered, first);
        var paced = $"{load}, {count / Stopwatch.GetElapsedTime(started).TotalSeconds:F0}/s";
        // What is not there five seconds after the last answer is missing.
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(5) && !watched.IsCompleted) await Task.Delay(10);
        await watching.CancelAsync();
        var (figures, alerts) = await watched;
        return [Row(paced, "figure", answered, figures), Row(paced, "alert", answered, alerts)];
    }

    /// <summary>Sends one expense every ten milliseconds, whatever the answers take.</summary>
    private void Send(IReadOnlyList<BenchTenant> senders, long[] answered, int first)
    {
        var start = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Senders).Select(sender => new Thread(() =>
        {
            var requests = new CreateRequests("/api/v1/expenses", senders, [.. senders.Select(company => company.Token)], sender);
            using var connection = new Connection(gatewayPort);
            var buffer = new byte[8192];
            while (Interlocked.Increment(ref _sent) is var index && index < answered.Length)
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

    private const string Watch = """
        SELECT wanted.place,
            EXISTS (SELECT FROM budget_periods AS period WHERE period.tenant_id = wanted.tenant_id AND period.budget_id = wanted.budget_id AND period.period_start = wanted.day AND period.spent > 0),
            EXISTS (SELECT FROM alerts AS alert WHERE alert.tenant_id = wanted.tenant_id AND alert.entity_id = wanted.budget_id AND alert.kind = 'budget_threshold' AND alert.percent = 80
                AND alert.period_start = wanted.day AND alert.resolved_at IS NULL)
        FROM unnest($1, $2, $3, $4) AS wanted (place, tenant_id, budget_id, day)
        """;

    /// <summary>
    /// Asks for the effects not seen yet, again and again, by whole keys and a prepared statement, so that asking takes next to nothing from what is measured; answers when each was seen.
    /// </summary>
    private async Task<(long[] Figures, long[] Alerts)> WatchAsync(IReadOnlyList<BenchTenant> senders, int first, int count, CancellationToken cancellationToken)
    {
        var (figures, alerts) = (new long[count], new long[count]);
        await using var connection = await budgets.OpenConnectionAsync(CancellationToken.None);
        await using (var byKey = new NpgsqlCommand("SET enable_seqscan = off", connection)) await byKey.ExecuteNonQueryAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(Watch, connection);
        NpgsqlParameter<int[]> places = new();
        NpgsqlParameter<Guid[]> tenants = new(), kept = new();
        NpgsqlParameter<DateOnly[]> days = new();
        command.Parameters.AddRange(new NpgsqlParameter[] { places, tenants, kept, days });
        for (var from = 0; from < count && !cancellationToken.IsCancellationRequested; await Task.Delay(1, CancellationToken.None))
        {
            // They come in order, save a few: those between the first gap and the last one sent are asked for.
            while (from < count && figures[from] != 0 && alerts[from] != 0) from++;
            var wanted = Enumerable.Range(from, Math.Max(0, Math.Min(count, Volatile.Read(ref _sent) + 1) - from)).Where(place => figures[place] == 0 || alerts[place] == 0).ToList();
            places.TypedValue = [.. wanted];
            tenants.TypedValue = [.. wanted.Select(place => senders[place % senders.Count].Id)];
            kept.TypedValue = [.. wanted.Select(place => _budgets[senders[place % senders.Count]])];
            days.TypedValue = [.. wanted.Select(place => Day(first + place))];
            if (!command.IsPrepared) await command.PrepareAsync(CancellationToken.None);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            var now = Stopwatch.GetTimestamp();
            while (await reader.ReadAsync(CancellationToken.None))
            {
                var place = reader.GetInt32(0);
                if (figures[place] == 0 && reader.GetBoolean(1)) figures[place] = now;
                if (alerts[place] == 0 && reader.GetBoolean(2)) alerts[place] = now;
            }
        }
        return (figures, alerts);
    }

    private static DateOnly Day(int number) => new DateOnly(1970, 1, 1).AddDays(number);

    private static LatencyRow Row(string load, string effect, long[] answered, long[] seen)
    {
        var waits = answered.Zip(seen).Where(pair => pair.Second != 0).Select(pair => Math.Max(0, Stopwatch.GetElapsedTime(pair.First, Math.Max(pair.First, pair.Second)).TotalMilliseconds)).Order().ToArray();
        return new LatencyRow(load, effect, At(waits, 0.50), At(waits, 0.99), waits.Length, answered.Length - waits.Length);
    }

    private static double At(double[] ordered, double share) => ordered.Length == 0 ? double.NaN : ordered[(int)((ordered.Length - 1) * share)];
}
