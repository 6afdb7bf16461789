using System.Reflection;
using System.Xml.Linq;

namespace TrackTok.Architecture.Tests;

/// <summary>A project as its file describes it.</summary>
/// <param name="Folder">From the repository's root: <c>services/Expenses/TrackTok.Expenses</c>.</param>
/// <param name="References">Names of the projects that it references.</param>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    internal bool IsContract => Name.EndsWith(".Contracts", StringComparison.Ordinal);

    internal bool IsService => Folder.StartsWith("services/", StringComparison.Ordinal) && !IsContract;

    internal bool IsGateway => Folder.StartsWith("gateway/", StringComparison.Ordinal);

    internal bool IsShared => Folder.StartsWith("ServiceDefaults/", StringComparison.Ordinal);

    internal static Project Read(string root, string file)
    {
        var items = XDocument.Load(file).Descendants().Where(element => element.Attribute("Include") is not null).ToLookup(element => element.Name.LocalName, element => element.Attribute("Include")!.Value);
        return new Project(
            Path.GetFileNameWithoutExtension(file), Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/'),
            [.. items["ProjectReference"].Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))], [.. items["PackageReference"]]);
    }
}

/// <summary>What stands in the repository, found on the disk and not in a list that someone must keep.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "artifacts", ".git", ".tracktok"];

    internal static string Root { get; } = FindRoot();

    /// <summary>Every project that goes into production.</summary>
    internal static IReadOnlyList<Project> Projects { get; } =
        [.. new[] { "services", "gateway", "ServiceDefaults" }.SelectMany(folder => Files(folder, "*.csproj")).Select(file => Project.Read(Root, file))];

    internal static IReadOnlyList<Project> Services { get; } = [.. Projects.Where(project => project.IsService)];

    internal static Assembly Load(Project project) => Assembly.Load(project.Name);

    /// <summary>The files of a folder, without what the build leaves there.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(NotOurs.Contains))
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TrackTok.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run within the repository.");
        return folder.FullName;
    }
}
