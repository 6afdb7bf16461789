using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>
/// Looks, each half minute, whether messages that could not be dealt with wait in the service's error queues. As long as any does, its health is degraded and names the queue, and
/// <c>tracktok.messages.failed</c> says how many wait. <see cref="ReplayErrors"/> takes them back.
/// </summary>
internal sealed partial class ErrorQueues : BackgroundService, IHealthCheck
{
    internal const string Suffix = "_error";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private static readonly MethodInfo NameOf = typeof(IEndpointNameFormatter).GetMethod(nameof(IEndpointNameFormatter.Consumer))!;

    private readonly BusAddress _address;
    private readonly ILogger<ErrorQueues> _log;
    private readonly string[] _queues;
    private readonly ConcurrentDictionary<string, uint> _waiting = new(StringComparer.Ordinal);

    public ErrorQueues(BusAddress address, IEndpointNameFormatter names, ConsumerTypes consumers, ILogger<ErrorQueues> log)
    {
        (_address, _log) = (address, log);
        _queues = [.. consumers.Types.Select(consumer => (string)NameOf.MakeGenericMethod(consumer).Invoke(names, null)!)];
        Telemetry.Meter.CreateObservableGauge("tracktok.messages.failed", () => _waiting.Select(queue => new Measurement<long>(queue.Value, new KeyValuePair<string, object?>("queue", queue.Key))));
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failed = _waiting.Where(queue => queue.Value > 0).OrderBy(queue => queue.Key, StringComparer.Ordinal).Select(queue => $"{queue.Key} ({queue.Value})").ToList();
        return Task.FromResult(failed.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Messages failed and wait: {string.Join(", ", failed)}. Mend the cause, then replay-errors."));
    }

    /// <summary>Counts what waits; queues that were never needed are not there and count as empty.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = _address.Broker, ClientProvidedName = _address.Service + " (errors)" }.CreateConnectionAsync(cancellationToken);
        foreach (var queue in _queues) await CountAsync(connection, queue, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_address.Broker.Scheme == "loopback") return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or IOException or TimeoutException or OperationCanceledException)
            {
                // That the broker is away is the bus's own health to tell; what was counted last stands.
            }
            await Task.Delay(Look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A question for a queue that is not there costs the channel.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        uint waiting = 0;
        try
        {
            waiting = await channel.MessageCountAsync(queue + Suffix, cancellationToken);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason is { ReplyCode: Constants.NotFound })
        {
        }
        if (waiting > _waiting.GetValueOrDefault(queue + Suffix)) LogFailed(waiting, queue + Suffix);
        _waiting[queue + Suffix] = waiting;
    }

    [LoggerMessage(LogLevel.Error, "{Waiting} messages failed and wait in {Queue}; replay-errors takes them back once the cause is mended")]
    private partial void LogFailed(uint waiting, string queue);
}

/// <summary>The service's consumers.</summary>
internal sealed record ConsumerTypes(IReadOnlyList<Type> Types);

internal static class ErrorQueueWatch
{
    internal static void AddErrorQueues(this WebApplicationBuilder builder, Assembly consumers)
    {
        builder.Services.AddSingleton(new ConsumerTypes([.. ConsumedTypes.Consumers(consumers)]));
        builder.Services.AddSingleton<ErrorQueues>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ErrorQueues>());
        builder.Services.AddHealthChecks().AddCheck<ErrorQueues>("failed-messages", HealthStatus.Degraded, [Health.Ready]);
    }
}
