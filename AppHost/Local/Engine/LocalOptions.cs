using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TrackTok.AppHost.Local;

/// <summary>What can be said to the engine by arguments: <c>--Local:DataPath=…</c> and so on.</summary>
internal sealed class LocalOptions(IConfiguration configuration)
{
    public static string AppHostDirectory => Projects.TrackTok_AppHost.ProjectPath;

    /// <summary>Everything the engine keeps lies below: data, logs, secrets, what runs.</summary>
    public string DataPath { get; } = Path.GetFullPath(configuration["Local:DataPath"] ?? Path.Combine(AppHostDirectory, "..", ".tracktok"));
    /// <summary>False for tests: the databases do not wait for the disk.</summary>
    public bool Durable { get; } = Flag(configuration, "Local:Durable", true);
    /// <summary>Whether the output of the resources goes to the console as well as to their logs.</summary>
    public bool Console { get; } = Flag(configuration, "Local:Console", true);
    /// <summary>The only resources to start, with what they need; empty for all.</summary>
    public IReadOnlyList<string> Resources { get; } = (configuration["Local:Resources"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    /// <summary>End what a killed engine has left behind, and nothing else.</summary>
    public bool CleanOnly { get; } = Flag(configuration, "Local:CleanOnly", false);
    public bool StatusPage { get; } = Flag(configuration, "Local:StatusPage", true);
    public bool Dashboard { get; } = Flag(configuration, "Local:Dashboard", true) && configuration["TRACKTOK_DASHBOARD"] is not ("off" or "0" or "false");
    /// <summary>Ports are chosen anew even where the model names one, as Aspire's own testing host does.</summary>
    public bool RandomizePorts { get; } = Flag(configuration, "DcpPublisher:RandomizePorts", false);

    /// <summary>How long a process that was asked to end may take before it is killed.</summary>
    public TimeSpan StopPatience { get; } = TimeSpan.FromSeconds(double.Parse(configuration["Local:StopPatience"] ?? "10", CultureInfo.InvariantCulture));

    /// <summary>The port of a resource's first endpoint, where it was said: <c>--Local:Ports:postgres=15432</c>.</summary>
    public int? PortOf(string resource) => configuration[$"Local:Ports:{resource}"] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static bool Flag(IConfiguration configuration, string key, bool otherwise) =>
        configuration[key] is { } text ? bool.Parse(text.ToLower(CultureInfo.InvariantCulture)) : otherwise;
}
