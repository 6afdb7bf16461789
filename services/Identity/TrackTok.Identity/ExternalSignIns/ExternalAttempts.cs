using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>Finds attempts and carries them on, each step in a transaction of its own: a step that was taken stays taken, whatever becomes of the request.</summary>
internal sealed class ExternalAttempts(TenantWork tenantWork, TimeProvider time)
{
    /// <summary>The attempt of this state, for who knows its binding. One that lacks the binding uses nothing up: whoever saw the address of another's browser must not be able to end their sign-in.</summary>
    internal static async Task<ExternalAttempt?> FindAsync(IdentityDbContext db, string state, string binding, CancellationToken cancellationToken)
    {
        if (SecretText.TenantOf(state) != db.TenantId) return null;
        var hash = SecretText.HashOf(state);
        var found = await db.ExternalAttempts.AsNoTracking().SingleOrDefaultAsync(row => row.StateHash == hash, cancellationToken);
        return found is not null && CryptographicOperations.FixedTimeEquals(SecretText.HashOf(binding), found.BindingHash) ? found : null;
    }

    /// <summary>False when the browser came back before.</summary>
    internal Task<bool> ReturnsAsync(ExternalAttempt attempt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return WriteAsync(attempt, async db => await db.ExternalAttempts.Where(row => row.Id == attempt.Id && row.ReturnedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.ReturnedAt, now), cancellationToken) == 1);
    }

    /// <summary>Keeps what the provider said, for the proof that is still to come.</summary>
    internal Task<bool> KeepAsync(ExternalAttempt attempt, byte[] vouched, CancellationToken cancellationToken) =>
        WriteAsync(attempt, async db => await db.ExternalAttempts.Where(row => row.Id == attempt.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Vouched, vouched), cancellationToken) == 1);

    /// <summary>Within the transaction that opens the session: false when it was finished before.</summary>
    internal static async Task<bool> FinishesAsync(IdentityDbContext db, ExternalAttempt attempt, DateTimeOffset now) =>
        await db.ExternalAttempts.Where(row => row.Id == attempt.Id && row.FinishedAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.FinishedAt, now)) == 1;

    /// <summary>Answers the refusal, and writes to the company's trail why nobody was let in.</summary>
    internal async Task<IResult> RefuseAsync(ExternalAttempt attempt, Refusal refusal, string reason)
    {
        await WriteAsync(attempt, async db =>
        {
            db.Record("person.external_sign_in_failed", "identity_provider", attempt.ProviderId, after: new { reason });
            await db.SaveChangesAsync();
            return true;
        });
        return refusal.ToProblem();
    }

    private Task<bool> WriteAsync(ExternalAttempt attempt, Func<IdentityDbContext, Task<bool>> write) => tenantWork.RunAsync(attempt.TenantId, Caller.Anonymous, async db =>
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        var done = await write(db);
        await transaction.CommitAsync(CancellationToken.None);
        return done;
    });
}
