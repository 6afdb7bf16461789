using Aspire.Hosting;

namespace TrackTok.AppHost.Local;

/// <summary>Finds the programs of the machine, and says how to come by one that is missing.</summary>
internal static class Programs
{
    public static string Require(string name, string package, params IEnumerable<string> places) => Find(name, places) ?? throw Missing(name, package);

    public static string? Find(string name, params IEnumerable<string> places) =>
        places.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public static DistributedApplicationException Missing(string name, string package)
    {
        var sudo = Unix.IsRoot ? "" : "sudo ";
        return new($"The program '{name}' is missing. Install it with: {sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {package}");
    }
}
