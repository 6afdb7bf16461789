using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;

namespace TrackTok.Identity.Registrations;

/// <summary>
/// Looks for registrations that were left half-way, by a crash or because Tenants did not answer, and has them decided. Any number of replicas may do so at once:
/// deciding happens once.
/// </summary>
internal sealed partial class RegistrationRecovery(IServiceScopeFactory scopes, TimeProvider time, ILogger<RegistrationRecovery> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Longer than the request that began it can still be at work: creating a tenant has a deadline of five seconds.</summary>
    internal static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RecoverAsync(stoppingToken);
    }

    internal async Task RecoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
            var newest = time.GetUtcNow() - LeftAlone;
            var pending = await db.Registrations.Where(row => row.State == RegistrationState.Pending && row.CreatedAt < newest)
                .OrderBy(row => row.CreatedAt).Select(row => row.Id).Take(50).ToListAsync(cancellationToken);
            foreach (var id in pending)
            {
                await scope.ServiceProvider.GetRequiredService<RegistrationDecision>().RecoverAsync(id, cancellationToken);
                LogRecovered(id);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "Registration {RegistrationId} was left half-way and is decided now")]
    private partial void LogRecovered(Guid registrationId);

    [LoggerMessage(LogLevel.Warning, "Registrations left half-way cannot be decided yet")]
    private partial void LogFailure(Exception exception);
}
