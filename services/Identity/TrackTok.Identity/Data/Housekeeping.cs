using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Registrations;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;

namespace TrackTok.Identity.Data;

/// <summary>Deletes what has served its time: expired refresh tokens, sessions that ended long ago, counters whose window has passed, reset tokens, mails given up long ago, registrations whose key is forgotten.</summary>
internal sealed partial class Housekeeping(IServiceScopeFactory scopes, TimeProvider time, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TidyAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(e);
            }
        }
    }

    internal async Task TidyAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = time.GetUtcNow();
        await db.RefreshTokens.Where(token => token.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        var forgotten = now - (3 * RefreshToken.Life);
        await db.Sessions.Where(session => session.LastSeenAt < forgotten && !db.RefreshTokens.Any(token => token.SessionId == session.Id)).ExecuteDeleteAsync(cancellationToken);
        var passed = now - (2 * SignInCounter.Window);
        await db.SignInCounters.Where(counter => counter.WindowStart < passed && counter.LastFailureAt < passed).ExecuteDeleteAsync(cancellationToken);
        var dayAgo = now - TimeSpan.FromDays(1);
        await db.PasswordResets.Where(reset => reset.AskedAt < dayAgo).ExecuteDeleteAsync(cancellationToken);
        await db.InvitationLinks.Where(link => link.ExpiresAt < forgotten).ExecuteDeleteAsync(cancellationToken);
        await db.EmailProofs.Where(proof => proof.ExpiresAt < dayAgo).ExecuteDeleteAsync(cancellationToken);
        await db.PasskeyChallenges.Where(challenge => challenge.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        var monthAgo = now - TimeSpan.FromDays(30);
        await db.OutgoingMails.Where(mail => mail.GivenUpAt < monthAgo).ExecuteDeleteAsync(cancellationToken);
        var unkeyed = now - Registering.KeyKept;
        await db.Registrations.Where(registration => registration.State != RegistrationState.Pending && registration.CreatedAt < unkeyed).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Housekeeping failed and is repeated later")]
    private partial void LogFailure(Exception exception);
}
