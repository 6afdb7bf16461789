using System.Diagnostics;
using Npgsql;

namespace TrackTok.Bench;

/// <summary>How far the figures are behind the expenses that were recorded through the API.</summary>
internal sealed class Backlog(NpgsqlDataSource expenses, NpgsqlDataSource budgets, NpgsqlDataSource reporting)
{
    private long _loaded;

    /// <summary>Notes how many expenses were loaded by SQL, of which no event tells.</summary>
    public async Task BeginAsync(long loaded)
    {
        _loaded = loaded;
        await DrainAsync();
    }

    /// <summary>Waits until budgets and reports hold every expense; answers how long that took.</summary>
    public async Task<TimeSpan> DrainAsync()
    {
        var since = Stopwatch.StartNew();
        var recorded = await CountAsync(expenses, "expenses") - _loaded;
        foreach (var model in new[] { budgets, reporting })
        {
            while (await CountAsync(model, "expense_facts") is var known && known < recorded)
            {
                if (since.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException($"The figures hold {known} of {recorded} expenses, a minute after the last was recorded.");
                await Task.Delay(20);
            }
        }
        return since.Elapsed;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string table)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
