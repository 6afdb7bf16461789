using System.Diagnostics;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>Wakes the dispatcher: at once in this process after a commit, by NOTIFY from any other.</summary>
public sealed class OutboxSignal
{
    /// <summary>The channel on which PostgreSQL tells of new outbox rows.</summary>
    public const string Channel = "outbox";

    private readonly Channel<bool> _wake = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rows were committed. A NOTIFY inside the transaction would make all commits queue behind one lock, so the process that wrote them wakes itself.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(atMost);
        try
        {
            await _wake.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}

/// <summary>
/// Publishes outbox rows, any number of replicas side by side: each takes rows that no other holds (SKIP LOCKED), publishes them all at once, waits for the
/// broker's confirms, and deletes them in the same transaction that held them. When the broker is away the rows stay and the dispatcher tries again.
/// Two lanes take turns, so that what is committed while one waits for its confirms does not wait with it.
/// </summary>
internal sealed partial class OutboxDispatcher(
    [FromKeyedServices(OutboxDispatcher.DataSource)] NpgsqlDataSource source, IBus bus, Listeners listeners, OutboxSignal signal, IHostApplicationLifetime lifetime, ILogger<OutboxDispatcher> log) : BackgroundService
{
    internal const string DataSource = "outbox";
    private const int BatchSize = 200;
    private const int Lanes = 2;
    private const int Many = 3;
    private const string Take = """
        DELETE FROM outbox_messages WHERE id = ANY (ARRAY(SELECT id FROM outbox_messages ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING id, type, body, trace_parent
        """;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConfirmPatience = TimeSpan.FromSeconds(5);
    private static readonly System.Diagnostics.Metrics.Counter<long> Dispatched = Telemetry.Meter.CreateCounter<long>("tracktok.outbox.dispatched");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (lifetime.ApplicationStarted.Register(started.SetResult)) await started.Task.WaitAsync(stoppingToken);
        _ = ListenAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync(stoppingToken)));
    }

    private async Task RunLaneAsync(CancellationToken stoppingToken)
    {
        var failures = -1;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The broker is new to us, or it was away and may have come back without its queues.
                if (failures != 0) await listeners.AllAsync(stoppingToken);
                int published;
                while ((published = await DispatchAsync(stoppingToken)) == BatchSize)
                {
                }
                failures = 0;
                // A flood: the more are taken at once, the less each costs.
                if (published >= Many) await Task.Delay(Breath, stoppingToken);
                await signal.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures = Math.Max(failures, 0);
                if (failures++ == 0) LogFailure(e);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 * (1 << Math.Min(failures, 6)), 3000)), stoppingToken);
            }
        }
    }

    /// <summary>Publishes one batch; answers how many rows it held.</summary>
    internal async Task<int> DispatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var messages = new List<(Guid Id, string Type, string Body, string? TraceParent)>();
        await using (var take = new NpgsqlCommand(Take, connection, transaction) { Parameters = { new NpgsqlParameter<int> { TypedValue = BatchSize } } })
        await using (var reader = await take.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                messages.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3)));
        if (messages.Count == 0) return 0;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConfirmPatience);
        await Task.WhenAll(messages.ConvertAll(message => PublishAsync(message.Id, message.Type, message.Body, message.TraceParent, patience.Token)));
        await transaction.CommitAsync(cancellationToken);
        Dispatched.Add(messages.Count);
        return messages.Count;
    }

    private async Task PublishAsync(Guid id, string type, string body, string? traceParent, CancellationToken cancellationToken)
    {
        using var activity = traceParent is null ? null : Telemetry.Source.StartActivity("outbox publish", ActivityKind.Producer, traceParent);
        var stored = new StoredEvent(type, body);
        var exchange = await bus.GetSendEndpoint(stored.Exchange);
        await exchange.Send(stored, context => (context.MessageId, context.SupportedMessageTypes) = (id, [stored.Urn]), cancellationToken);
    }

    /// <summary>Hears other processes' NOTIFY; a broken connection is made anew, and until then polling finds the rows.</summary>
    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => signal.Wake();
                await using (var listen = new NpgsqlCommand("LISTEN " + OutboxSignal.Channel, connection)) await listen.ExecuteNonQueryAsync(stoppingToken);
                while (true) await connection.WaitAsync(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                await Task.Delay(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events wait in the outbox: the broker or the database does not answer")]
    private partial void LogFailure(Exception exception);
}
