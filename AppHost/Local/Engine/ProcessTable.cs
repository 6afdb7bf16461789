using System.Globalization;
using System.Text;

namespace TrackTok.AppHost.Local;

/// <summary>What <c>/proc</c> tells of processes. A process number alone proves nothing, for numbers are used again.</summary>
internal static class ProcessTable
{
    /// <summary>Names this boot of the machine: times of start are counted from it.</summary>
    public static string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    /// <summary>Clock ticks since boot at which the process began; null when it is gone or only a zombie.</summary>
    public static long? StartedAt(int process) => Stat(process) is { } stat && stat[0] is not ("Z" or "X") ? long.Parse(stat[19], CultureInfo.InvariantCulture) : null;

    public static int? GroupOf(int process) => Stat(process) is { } stat && stat[0] is not ("Z" or "X") ? int.Parse(stat[2], CultureInfo.InvariantCulture) : null;

    public static IReadOnlyList<int> InGroup(int group) => [.. All().Where(process => GroupOf(process) == group)];

    public static bool HasVariable(int process, string assignment)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/environ")).Split('\0').Contains(assignment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static string Describe(int process)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ').Trim();
            return $"process {process} ({(command.Length > 80 ? command[..80] + "…" : command)})";
        }
        catch (IOException)
        {
            return $"process {process}";
        }
    }

    /// <summary>The fields after the command's name, which may itself hold blanks and brackets.</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
