using System.Text.RegularExpressions;

namespace TrackTok.Architecture.Tests.Source;

/// <summary>What no file of ours may hold or be.</summary>
internal static partial class SourceRules
{
    internal const int LongestFile = 250;

    /// <summary>Tests of one use case belong together, and are read one by one.</summary>
    internal const int LongestTests = 400;

    private static readonly string[] Meaningless = ["Common", "Core", "Util", "Utils", "Utilities", "Helper", "Helpers", "BuildingBlocks"];

    /// <param name="path">From the repository's root.</param>
    internal static IEnumerable<string> Violations(string path, IReadOnlyList<string> lines)
    {
        if (path.Contains("/Migrations/", StringComparison.Ordinal)) yield break;
        var longest = path.StartsWith("tests/", StringComparison.Ordinal) ? LongestTests : LongestFile;
        if (lines.Count > longest) yield return $"{path} has {lines.Count} lines; over {longest} is too much for one thought.";
        var name = Path.GetFileNameWithoutExtension(path);
        if (name == "Extensions") yield return $"{path}: name it after what it does.";
        foreach (var part in path.Split('/', '.').Where(Meaningless.Contains)) yield return $"{path}: '{part}' says nothing.";
        for (var i = 0; i < lines.Count; i++)
            if (Unfinished().Match(lines[i]) is { Success: true } match) yield return $"{path}:{i + 1}: {match.Value}";
        var imports = lines.TakeWhile(line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal)).Select(line => Import().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value).ToList();
        if (!imports.SequenceEqual(imports.OrderBy(import => import != "System" && !import.StartsWith("System.", StringComparison.Ordinal)).ThenBy(Order, StringComparer.Ordinal))) yield return $"{path}: imports stand in the order of their names, System first.";
        if (Service().Match(path) is not { Success: true } service) yield break;
        var expected = $"namespace {Path.GetDirectoryName(service.Groups["rest"].Value)!.Replace('/', '.')};";
        if (lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal)) is { } found && found != expected) yield return $"{path}: the folder says '{expected}'.";
    }

    /// <summary>By its parts, in any case: a shorter name comes before those that go on behind it.</summary>
    private static string Order(string import) => import.ToLowerInvariant().Replace('.', '\u0001');

    [GeneratedRegex(@"^using (?<name>[\w.]+);$", RegexOptions.None, 1000)]
    private static partial Regex Import();

    // Written apart, so that this file does not accuse itself.
    [GeneratedRegex(@"\bTO" + @"DO\b|\bFIX" + @"ME\b|\bHA" + @"CK\b|NotImplemented" + @"Exception|^\s*#reg" + @"ion\b", RegexOptions.None, 1000)]
    private static partial Regex Unfinished();

    /// <summary>Files of services and of the gateway, whose namespaces follow their folders.</summary>
    [GeneratedRegex(@"^(?:services/\w+|gateway)/(?<rest>TrackTok\.\w+/.+)$", RegexOptions.None, 1000)]
    private static partial Regex Service();
}
