using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

public static partial class TenantDatabase
{
    /// <summary>
    /// Telemetry alone. Retries stay off: they would begin a transaction of ours anew halfway, and EF refuses transactions that are not its own with them on. Whoever asks repeats the whole request under its key.
    /// Health stays ours, under the resource's name and with a limit of time.
    /// </summary>
    static partial void EnrichByAspire<TContext>(WebApplicationBuilder builder) where TContext : TenantDbContext => builder.EnrichNpgsqlDbContext<TContext>(settings =>
    {
        settings.DisableRetry = true;
        settings.DisableHealthChecks = true;
        settings.DisableTracing = settings.DisableMetrics = !Telemetry.IsRecorded(builder.Configuration);
    });
}
