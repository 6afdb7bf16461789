using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace TrackTok.ServiceDefaults;

public static partial class ServiceHost
{
    /// <summary>Adds spans of Redis's commands. Health stays ours, which degrades and does not fail; the connection is made when it is first needed.</summary>
    static partial void AddAspireClient(WebApplicationBuilder builder, string name, string address) => builder.AddRedisClient(
        name,
        settings =>
        {
            settings.ConnectionString = address;
            settings.DisableAutoActivation = true;
            settings.DisableHealthChecks = true;
            settings.DisableTracing = !Telemetry.IsRecorded(builder.Configuration);
        },
        options => Patience(options));
}
