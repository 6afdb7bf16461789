using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrackTok.AppHost.Local;

internal sealed record StatusRow(string Name, string State, string Health, int Restarts, IReadOnlyList<int> Processes, IReadOnlyList<string> Urls, string? Reason);

/// <summary>How every part is, for people and for the page.</summary>
internal sealed class StatusTable(IReadOnlyList<IResource> resources, LocalEngine engine, ResourceNotificationService notifications)
{
    private readonly List<IResource> _parts = [.. resources.Where(r => r is not ParameterResource)];

    public IReadOnlyList<IResource> Resources => resources;

    public IEnumerable<StatusRow> Rows() => _parts.Select(part =>
    {
        var snapshot = Snapshot(part);
        return new StatusRow(part.Name, snapshot?.State?.Text ?? "", snapshot?.HealthStatus?.ToString() ?? "-", snapshot?.Restarts ?? 0,
            [.. engine.Runs.FirstOrDefault(r => r.Resource == part)?.Instances.Select(i => i.ProcessId).OfType<int>() ?? []],
            [.. part.Annotations.OfType<EndpointAnnotation>().SelectMany(e => e.AllocatedPorts.Select(p => $"{e.UriScheme}://localhost:{p}"))], snapshot?.Reason);
    });

    public string Text()
    {
        var table = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{"RESOURCE",-22}{"STATE",-15}{"HEALTH",-11}{"RESTARTS",-10}{"PROCESS",-16}ADDRESS");
        foreach (var row in Rows())
            table.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Name,-22}{row.State,-15}{row.Health,-11}{row.Restarts,-10}{string.Join(',', row.Processes),-16}{string.Join(' ', row.Urls)}{(row.Reason is null ? "" : " " + row.Reason)}");
        if (engine.StatusPage is not null)
            table.AppendLine(CultureInfo.InvariantCulture, $"{"(this, as a page)",-74}{engine.StatusPage}");
        return table.ToString();
    }

    /// <summary>What faces the outside, or everything where nothing does, answers.</summary>
    public bool IsReady()
    {
        var external = _parts.Where(r => r.Annotations.OfType<EndpointAnnotation>().Any(e => e.IsExternal)).ToList();
        return (external.Count > 0 ? external : _parts).All(part => Snapshot(part) is { } s && (s.HealthStatus == HealthStatus.Healthy || (s.State?.Text == KnownResourceStates.Finished && s.ExitCode == 0)));
    }

    /// <summary>What will never be, and why. The dashboard may be missing.</summary>
    public IReadOnlyList<string> Failures() =>
    [
        .. _parts.Where(part => part.Name != Dashboard.Name).Select(part => Snapshot(part) is { } s && (s.State?.Text == KnownResourceStates.FailedToStart || (s.State?.Text == KnownResourceStates.Finished && s.ExitCode != 0))
            ? $"{part.Name}: {s.Reason} (log: {Path.Combine(engine.LogFolder, part.Name + ".log")})"
            : null).OfType<string>(),
    ];

    private CustomResourceSnapshot? Snapshot(IResource part) => notifications.TryGetCurrentState(part.Name, out var e) ? e!.Snapshot : null;
}
