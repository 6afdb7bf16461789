using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TrackTok.TenantData;

/// <summary>
/// <c>dotnet TrackTok.X.dll replay-errors QUEUE</c>: moves the messages of a queue's error queue back into it, once each, keeping their ids; the inbox sees to it that what had an
/// effect already has none again.
/// </summary>
internal sealed class ReplayErrors(IConfiguration configuration) : IServiceCommand
{
    public string Name => "replay-errors";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments.Count != 1)
        {
            await Console.Error.WriteLineAsync("Usage: replay-errors QUEUE (such as budgets-expense-revised)");
            return 2;
        }
        var queue = arguments[0];
        var factory = new ConnectionFactory { Uri = new Uri(configuration.GetConnectionString("messaging")!) };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        uint waiting;
        try
        {
            waiting = await channel.MessageCountAsync(queue + "_error", cancellationToken);
        }
        catch (OperationInterruptedException)
        {
            await Console.Error.WriteLineAsync($"There is no error queue {queue}_error: no message of {queue} has failed so far.");
            return 1;
        }
        var moved = 0;
        for (; moved < waiting && await channel.BasicGetAsync(queue + "_error", autoAck: false, cancellationToken) is { } message; moved++)
        {
            var properties = new BasicProperties(message.BasicProperties) { Persistent = true };
            await channel.BasicPublishAsync(exchange: "", queue, mandatory: true, properties, message.Body, cancellationToken);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
        }
        await Console.Out.WriteLineAsync($"{moved} of {waiting} messages moved from {queue}_error to {queue}.");
        return 0;
    }
}
