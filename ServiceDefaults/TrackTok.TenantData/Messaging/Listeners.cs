using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TrackTok.TenantData;

/// <summary>
/// A broker drops what it gets for a queue that does not exist yet. On a new broker, then, whoever is first to publish would lose events for whoever is slower to declare its
/// queues. So each service leaves a mark in the broker once all its queues stand (a durable exchange <c>listening.SERVICE</c>, to which nobody publishes), and no outbox is
/// dispatched before all services named in <c>Messaging:Listeners</c> have left theirs. The broker keeps marks as long as it keeps queues.
/// </summary>
internal sealed partial class Listeners(IBusControl bus, IConfiguration configuration, BusAddress address, ILogger<Listeners> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly string[] _expected = (configuration["Messaging:Listeners"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Leaves this service's mark whenever its queues stand anew: at start, and after each time that the broker was away.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_expected.Length == 0) return;
        var marked = false;
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var healthy = bus.CheckHealth().Status == BusHealthStatus.Healthy;
            if (healthy == marked) continue;
            marked = healthy && await TryAsync(channel => channel.ExchangeDeclareAsync(Mark(address.Service), ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: stoppingToken), stoppingToken);
        }
    }

    /// <summary>Comes back once every service's queues stand, at once when none is named.</summary>
    internal async Task AllAsync(CancellationToken cancellationToken)
    {
        var waits = 0;
        foreach (var service in _expected)
        {
            while (!await TryAsync(channel => channel.ExchangeDeclarePassiveAsync(Mark(service), cancellationToken), cancellationToken))
            {
                if (++waits % 60 == 0) LogWaiting(service);
                await Task.Delay(Look, cancellationToken);
            }
        }
    }

    private static string Mark(string service) => "listening." + service;

    private async Task<bool> TryAsync(Func<IChannel, Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await new ConnectionFactory { Uri = address.Broker, ClientProvidedName = address.Service + " (marks)" }.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await ask(channel);
            return true;
        }
        catch (Exception e) when (e is OperationInterruptedException or BrokerUnreachableException or AlreadyClosedException or IOException or TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events wait in the outbox: {Service} has no queues at this broker yet")]
    private partial void LogWaiting(string service);
}

/// <summary>Where the broker is, and under which name this service is known to it.</summary>
internal sealed record BusAddress(Uri Broker, string Service);
