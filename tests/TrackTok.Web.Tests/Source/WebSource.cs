using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace TrackTok.Web.Tests.Source;

/// <summary>The web application's sources and texts, for sweeps over all of them.</summary>
internal static class WebSource
{
    internal static string Root { get; } = Find();

    internal static IEnumerable<string> Files(params string[] patterns) =>
        patterns.SelectMany(pattern => Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal));

    internal static Dictionary<string, string> Texts(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    internal static string Name(string file) => Path.GetRelativePath(Root, file);

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "web", "TrackTok.Web"));
}
