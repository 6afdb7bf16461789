using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Data;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Identity.SignIns;

/// <summary>How many failed sign-ins are borne within a quarter of an hour, from <c>Identity:SignIn</c>.</summary>
internal sealed class SignInOptions
{
    public int AccountFailures { get; set; } = 10;

    public int AddressFailures { get; set; } = 10;
}

/// <summary>
/// Lets attempts to sign in through, or makes them wait. The counters live in the database, where they count under a lock: checking a password costs
/// a hundred times as much, and there is one truth whatever happens to the cache.
/// </summary>
internal sealed class SignInGate(IServiceScopeFactory scopes, IOptions<SignInOptions> options, OutboxSignal outbox, TimeProvider time)
{
    /// <summary>Asks for one attempt. When it is let through, its outcome must be told.</summary>
    /// <param name="locked">Makes the event that tells of a refused attempt, for the first one of each lock.</param>
    public async Task<(Attempt? Attempt, Refusal? Refusal)> EnterAsync(string email, string? address, CancellationToken cancellationToken, Func<object>? locked = null)
    {
        var attempt = new Attempt(this, SignInCounter.Account(Person.FoldEmail(email)), SignInCounter.Address(address));
        // A flood at a closed door costs one read, and no lock that an owner would wait for.
        var (wait, owesNews) = await LookAsync(attempt, cancellationToken);
        if (owesNews && locked is not null) await TellAsync(attempt, locked, cancellationToken);
        if (wait > TimeSpan.Zero) return (null, TooMany(wait));
        await ChangeAsync(attempt, (_, account, from, now) =>
        {
            wait = WaitBefore(account, from, now);
            if (wait > TimeSpan.Zero) return false;
            account.Enter(options.Value.AccountFailures, now);
            from.Enter(options.Value.AddressFailures, now);
            return true;
        }, cancellationToken);
        return wait == TimeSpan.Zero ? (attempt, null) : (null, TooMany(wait));
    }

    internal static Refusal TooMany(TimeSpan wait) =>
        new(RefusalKind.TooMany, "too_many_attempts", "There were too many attempts to sign in; wait, then try again.") { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) };

    private TimeSpan WaitBefore(SignInCounter? account, SignInCounter? from, DateTimeOffset now)
    {
        var (accountWait, addressWait) = (account?.WaitBefore(options.Value.AccountFailures, now) ?? TimeSpan.Zero, from?.WaitBefore(options.Value.AddressFailures, now) ?? TimeSpan.Zero);
        return accountWait > addressWait ? accountWait : addressWait;
    }

    private async Task<(TimeSpan Wait, bool OwesNews)> LookAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var counters = await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().SignInCounters.AsNoTracking()
            .Where(counter => counter.Subject == attempt.Account || counter.Subject == attempt.Address).ToListAsync(cancellationToken);
        var (account, from, now) = (counters.Find(counter => counter.Subject == attempt.Account), counters.Find(counter => counter.Subject == attempt.Address), time.GetUtcNow());
        return (WaitBefore(account, from, now), account?.OwesNews(options.Value.AccountFailures, now) == true || from?.OwesNews(options.Value.AddressFailures, now) == true);
    }

    private async Task TellAsync(Attempt attempt, Func<object> locked, CancellationToken cancellationToken)
    {
        await ChangeAsync(attempt, (db, account, from, now) =>
        {
            // Both take part: what locks the account and what locks the address is one piece of news.
            var (ofAccount, ofAddress) = (account.TakeNews(options.Value.AccountFailures, now), from.TakeNews(options.Value.AddressFailures, now));
            if (!ofAccount && !ofAddress) return false;
            db.Tell(locked);
            return true;
        }, cancellationToken);
        outbox.Wake();
    }

    private async Task ChangeAsync(Attempt attempt, Func<IdentityDbContext, SignInCounter, SignInCounter, DateTimeOffset, bool> change, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (account, address) = (LockKey(attempt.Account), LockKey(attempt.Address));
        var (first, second) = account < address ? (account, address) : (address, account);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({first}), pg_advisory_xact_lock({second})", cancellationToken);
        var counters = await db.SignInCounters.Where(counter => counter.Subject == attempt.Account || counter.Subject == attempt.Address).ToListAsync(cancellationToken);
        if (!change(db, Of(attempt.Account), Of(attempt.Address), time.GetUtcNow())) return;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        SignInCounter Of(string subject)
        {
            if (counters.Find(counter => counter.Subject == subject) is { } known) return known;
            var counter = new SignInCounter(subject);
            db.Add(counter);
            return counter;
        }
    }

    private static long LockKey(string subject) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));

    /// <summary>One attempt that was let through. Disposing it without an outcome (a part was down) counts neither way.</summary>
    internal sealed class Attempt(SignInGate gate, string account, string address) : IAsyncDisposable
    {
        private bool _told;

        internal string Account => account;

        internal string Address => address;

        /// <summary>The password was right. The address keeps its failures: an attacker's own account must not wash them off.</summary>
        public Task SucceedAsync() => TellAsync((of, from, _) =>
        {
            of.Forgive();
            from.Leave();
        });

        public Task FailAsync() => TellAsync((of, from, now) =>
        {
            of.Fail(now);
            from.Fail(now);
        });

        public async ValueTask DisposeAsync()
        {
            if (!_told) await TellAsync((of, from, _) =>
            {
                of.Leave();
                from.Leave();
            });
        }

        private Task TellAsync(Action<SignInCounter, SignInCounter, DateTimeOffset> outcome)
        {
            _told = true;
            return gate.ChangeAsync(
                this,
                (_, of, from, now) =>
                {
                    outcome(of, from, now);
                    return true;
                },
                CancellationToken.None);
        }
    }
}
