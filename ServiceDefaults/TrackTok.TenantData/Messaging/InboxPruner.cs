using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TrackTok.TenantData;

/// <summary>Forgets, each hour, inbox rows older than a week (the broker repeats within minutes) and idempotency keys older than 72 hours (SPEC 1.6).</summary>
internal sealed partial class InboxPruner<TContext>(IServiceScopeFactory scopes, TimeProvider time, ILogger<InboxPruner<TContext>> log) : BackgroundService
    where TContext : TenantDbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var context = scope.ServiceProvider.GetRequiredService<TContext>();
                var now = time.GetUtcNow();
                await context.Inbox.Where(message => message.HandledAt < now.AddDays(-7)).ExecuteDeleteAsync(stoppingToken);
                await context.Idempotency.Where(record => record.CreatedAt < now.AddHours(-72)).ExecuteDeleteAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old inbox rows and idempotency keys could not be removed; the next hour tries again")]
    private partial void LogFailure(Exception exception);
}
