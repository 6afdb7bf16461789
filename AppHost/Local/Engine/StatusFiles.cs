using System.Globalization;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>
/// Keeps files in the run folder for the script: <c>status</c> (the table), <c>connections</c> (name=value lines) and, once what faces the outside
/// answers, <c>ready</c>; or <c>failed</c> with the reasons when something will never be.
/// </summary>
internal sealed class StatusFiles(StatusTable table, LocalEngine engine, ResourceNotificationService notifications)
{
    public async Task RunAsync(Action ready, CancellationToken cancellationToken)
    {
        engine.Folder.Note("connections", await ConnectionsAsync());
        var told = false;
        try
        {
            while (true)
            {
                var changed = notifications.Changed;
                engine.Folder.Note("status", table.Text());
                if (table.Failures() is { Count: > 0 } failures)
                    engine.Folder.Note("failed", string.Concat(failures.Select(f => f + "\n")));
                else if (!told && table.IsReady())
                {
                    told = true;
                    engine.Folder.Note("ready", "");
                    ready();
                }
                await changed.WaitAsync(cancellationToken);
                await Task.Delay(50, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
    }

    private async Task<string> ConnectionsAsync()
    {
        var lines = new StringBuilder();
        foreach (var part in table.Resources)
        {
            if (part is IResourceWithConnectionString connection)
                lines.AppendLine(CultureInfo.InvariantCulture, $"{part.Name}={await connection.ConnectionStringExpression.GetValueAsync()}");
            foreach (var endpoint in part.Annotations.OfType<EndpointAnnotation>())
                lines.AppendLine(CultureInfo.InvariantCulture, $"{part.Name}.{endpoint.Name}={string.Join(' ', endpoint.AllocatedPorts.Select(p => $"{endpoint.UriScheme}://127.0.0.1:{p}"))}");
        }
        return lines.ToString();
    }
}
