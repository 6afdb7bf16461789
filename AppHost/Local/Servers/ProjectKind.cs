using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>A project, run from what its build has put out in the configuration that the AppHost itself was built in.</summary>
internal sealed class ProjectKind(ProjectResource resource, string? telemetryEndpoint) : ProcessKind(resource)
{
    private static readonly string Configuration = typeof(ProjectKind).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private string Folder => Path.GetDirectoryName(resource.ProjectPath)!;
    private string Assembly => Path.Combine(Folder, "bin", Configuration, $"net{Environment.Version.Major}.0", $"{Path.GetFileNameWithoutExtension(resource.ProjectPath)}.dll");

    public override Task PrepareAsync(CancellationToken cancellationToken) => File.Exists(Assembly)
        ? Task.CompletedTask
        : throw new DistributedApplicationException($"{Assembly} is not there. Build it with: dotnet build -c {Configuration} {resource.ProjectPath}");

    /// <summary>The same program with the same arguments on the same databases: a migration, say, of which nothing is left to do.</summary>
    public override async Task<string?> FingerprintAsync(CancellationToken cancellationToken)
    {
        var databases = resource.Annotations.OfType<UseAnnotation>().Select(u => u.Resource).OfType<PostgresDatabaseResource>().Select(d => d.Identity).ToList();
        if (databases.Count == 0 || databases.Contains(""))
            return null;
        var program = new DirectoryInfo(Path.GetDirectoryName(Assembly)!).EnumerateFiles("*.dll").OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture)}");
        // Secrets count, addresses do not: those are others at each start.
        var secrets = (await EnvironmentAsync(0, cancellationToken)).Where(v => !v.Value.Contains("Host=", StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. program, .. ModelArguments, .. databases, .. secrets]))));
    }

    public override async Task<LaunchPlan> PlanAsync(int replica, CancellationToken cancellationToken)
    {
        var variables = await EnvironmentAsync(replica, cancellationToken);
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={resource.Name}-{replica.ToString(CultureInfo.InvariantCulture)}";
        if (telemetryEndpoint is not null)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetryEndpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            // As Aspire sets them for a developer, who wants to see it now.
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = variables["OTEL_BSP_SCHEDULE_DELAY"] = variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
        }
        return new("dotnet", [Assembly, .. ModelArguments]) { WorkingDirectory = Folder, Environment = variables };
    }
}
