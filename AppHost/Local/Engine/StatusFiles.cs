using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TrackTok.AppHost.Local;

/// <summary>
/// Keeps files in the run folder for the script: <c>status</c> (a table for people), <c>connections</c> (name=value lines) and, once what faces
/// the outside is well (everything, where nothing does), <c>ready</c>, or <c>failed</c> with the reasons when something will never be.
/// </summary>
internal sealed class StatusFiles(IReadOnlyList<IResource> resources, LocalEngine engine, ResourceNotificationService notifications)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        engine.Folder.Note("connections", await ConnectionsAsync());
        var parts = resources.Where(r => r is not ParameterResource).ToList();
        var external = parts.Where(r => r.Annotations.OfType<EndpointAnnotation>().Any(e => e.IsExternal)).ToList();
        var awaited = external.Count > 0 ? external : parts;
        try
        {
            while (true)
            {
                var changed = notifications.Changed;
                engine.Folder.Note("status", Table(parts));
                if (parts.Select(Failure).OfType<string>().ToList() is { Count: > 0 } failures)
                    engine.Folder.Note("failed", string.Concat(failures.Select(f => f + "\n")));
                else if (awaited.All(IsWell))
                    engine.Folder.Note("ready", "");
                await changed.WaitAsync(cancellationToken);
                await Task.Delay(50, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
    }

    public string Table(IEnumerable<IResource> parts)
    {
        var table = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{"RESOURCE",-22}{"STATE",-15}{"HEALTH",-11}{"RESTARTS",-10}{"PROCESS",-16}ADDRESS");
        foreach (var part in parts)
        {
            var snapshot = Snapshot(part);
            var run = engine.Runs.FirstOrDefault(r => r.Resource == part);
            var processes = string.Join(',', run?.Instances.Select(i => i.ProcessId).OfType<int>() ?? []);
            var urls = string.Join(' ', part.Annotations.OfType<EndpointAnnotation>().SelectMany(e => e.AllocatedPorts.Select(p => $"{e.UriScheme}://localhost:{p}")));
            table.AppendLine(CultureInfo.InvariantCulture,
                $"{part.Name,-22}{snapshot?.State?.Text,-15}{snapshot?.HealthStatus?.ToString() ?? "-",-11}{snapshot?.Restarts ?? 0,-10}{processes,-16}{urls}{(snapshot?.Reason is { } reason ? $" {reason}" : "")}");
        }
        return table.ToString();
    }

    private CustomResourceSnapshot? Snapshot(IResource part) => notifications.TryGetCurrentState(part.Name, out var e) ? e!.Snapshot : null;

    private bool IsWell(IResource part) => Snapshot(part) is { } s && (s.HealthStatus == HealthStatus.Healthy || (s.State?.Text == KnownResourceStates.Finished && s.ExitCode == 0));

    private string? Failure(IResource part) =>
        Snapshot(part) is { } s && (s.State?.Text == KnownResourceStates.FailedToStart || (s.State?.Text == KnownResourceStates.Finished && s.ExitCode != 0))
            ? $"{part.Name}: {s.Reason} (log: {Path.Combine(engine.LogFolder, part.Name + ".log")})"
            : null;

    private async Task<string> ConnectionsAsync()
    {
        var lines = new StringBuilder();
        foreach (var part in resources)
        {
            if (part is IResourceWithConnectionString connection)
                lines.AppendLine(CultureInfo.InvariantCulture, $"{part.Name}={await connection.ConnectionStringExpression.GetValueAsync()}");
            foreach (var endpoint in part.Annotations.OfType<EndpointAnnotation>())
                lines.AppendLine(CultureInfo.InvariantCulture, $"{part.Name}.{endpoint.Name}={string.Join(' ', endpoint.AllocatedPorts.Select(p => $"{endpoint.UriScheme}://127.0.0.1:{p}"))}");
        }
        return lines.ToString();
    }
}
