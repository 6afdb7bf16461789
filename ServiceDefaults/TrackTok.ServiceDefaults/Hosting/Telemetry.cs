using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace TrackTok.ServiceDefaults;

/// <summary>Traces, metrics and logs over OTLP, when an endpoint is configured (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>); without one nothing is recorded.</summary>
public static class Telemetry
{
    /// <summary>Spans of our own: outbox, inbox, rebuilds.</summary>
    public static readonly ActivitySource Source = new("TrackTok");

    /// <summary>Measures of the business and of the machinery: expenses recorded, events waiting, alerts raised.</summary>
    public static readonly Meter Meter = new("TrackTok");

    /// <summary>Whether there is anybody to send it to.</summary>
    public static bool IsRecorded(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Trace ids are in every problem answer, collector or not.
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;
        if (!IsRecorded(builder.Configuration)) return;
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing
                .AddSource("TrackTok", "MassTransit", "Npgsql")
                .AddAspNetCoreInstrumentation(options => options.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                .AddGrpcClientInstrumentation()
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => request.RequestUri?.AbsolutePath.StartsWith("/health/", StringComparison.Ordinal) != true))
            .WithMetrics(metrics => metrics
                .AddMeter("TrackTok", "MassTransit", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .UseOtlpExporter();
    }
}
