using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

internal sealed class Dashboard
{
    public required IResource Resource { get; init; }
    public required string TelemetryUrl { get; init; }

    public static Dashboard? Find(LocalOptions options) => null;

    public static Task FetchAsync(LocalOptions options, CancellationToken cancellationToken) => Task.CompletedTask;
}
