using System.Threading.Channels;

namespace TrackTok.Identity.Data;

/// <summary>
/// Works off rows that wait in a table: at once when woken, else each second, because another process may have written them. When a part is down it tries again, ever more slowly.
/// </summary>
internal abstract partial class QueueWorker(ILogger log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rows were committed.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Does one batch; true when there may be more.</summary>
    protected abstract Task<bool> WorkAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await WorkAsync(stoppingToken))
                {
                }
                failures = 0;
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (failures++ == 0) LogFailure(e, GetType().Name);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250 * (1 << Math.Min(failures, 5)), 8000)), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(Poll);
        try
        {
            await _wake.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Nothing woke us; it may be time all the same.
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Worker} cannot work now and tries again")]
    private partial void LogFailure(Exception exception, string worker);
}
