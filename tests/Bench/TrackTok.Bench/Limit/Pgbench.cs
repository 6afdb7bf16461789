using System.Globalization;
using System.Text.RegularExpressions;

namespace TrackTok.Bench.Limit;

/// <summary>pgbench as the application's role, with prepared statements.</summary>
internal sealed partial class Pgbench(int port, string database, string role, string password)
{
    private readonly string _program = Directory.EnumerateDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin", "pgbench")).Where(File.Exists)
        .MaxBy(path => path, StringComparer.Ordinal) ?? "pgbench";

    /// <summary>Runs a script for some seconds; answers transactions a second.</summary>
    public async Task<double> RunAsync(string script, int clients, int seconds) => Rate(await StartAsync(script, clients, "-T", seconds));

    /// <summary>Runs a script once.</summary>
    public Task OnceAsync(string script) => StartAsync(script, 1, "-t", 1);

    private async Task<string> StartAsync(string script, int clients, string what, int much)
    {
        var output = await Machine.RunAsync(_program,
        [
            "-n", "-M", "prepared", "-h", "127.0.0.1", "-p", Text(port), "-U", role, "-c", Text(clients), "-j", Text(Math.Min(clients, 2)), what, Text(much), "-f", script, database,
        ], new Dictionary<string, string> { ["PGPASSWORD"] = password });
        return Failed().Match(output) is { Success: true } failed && failed.Groups[1].Value != "0" ? throw new InvalidOperationException(output) : output;
    }

    private static double Rate(string output) => double.Parse(Tps().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();

    [GeneratedRegex(@"number of failed transactions: (\d+)")]
    private static partial Regex Failed();
}
