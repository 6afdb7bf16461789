using System.Diagnostics;

namespace TrackTok.AppHost.Local;

/// <summary>Runs a short command to its end.</summary>
internal static class Command
{
    public static async Task<(int Code, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken,
        string? runAs = null, string? input = null, Dictionary<string, string>? variables = null)
    {
        IEnumerable<string> line = runAs is null ? [program, .. arguments] : ["setpriv", "--reuid", runAs, "--regid", runAs, "--init-groups", "--", program, .. arguments];
        var start = new ProcessStartInfo(line.First(), line.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var (key, value) in variables ?? [])
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        using var stop = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, string.Concat(await output).Trim());
    }
}
