using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Passwords;

/// <summary>How passwords are hashed, from <c>Identity:Passwords</c>.</summary>
internal sealed class PasswordOptions
{
    /// <summary>bcrypt's work factor: 12 is about a quarter of a second of one core. Hashes made with less are renewed at the next sign-in.</summary>
    public int WorkFactor { get; set; } = 12;

    /// <summary>How many passwords are hashed at once; one core stays free for everything else.</summary>
    public int Concurrency { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>How many may wait for that; beyond it sign-ins are refused for a moment.</summary>
    public int Queue { get; set; } = 64;
}

/// <summary>The outcome of checking a password.</summary>
/// <param name="Renewed">The same password hashed as we hash today, when the stored hash is of an older kind.</param>
internal sealed record PasswordCheck(bool Right, string? Renewed);

/// <summary>
/// Hashes and checks passwords with bcrypt, over SHA-384 so that characters beyond bcrypt's 72 bytes count too. The work is done by a few threads of its own:
/// a flood of sign-ins waits in a bounded queue and takes no thread from refreshes and token checks.
/// </summary>
internal sealed class PasswordHashes : IDisposable
{
    private readonly BlockingCollection<Action> _work;
    private readonly int _workFactor;
    private readonly string _nobody;

    public PasswordHashes(IOptions<PasswordOptions> options)
    {
        _workFactor = options.Value.WorkFactor;
        // A hash that no password is known for, and that costs as much to check as any other.
        _nobody = string.Create(CultureInfo.InvariantCulture, $"$2a${_workFactor:00}$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW");
        _work = new BlockingCollection<Action>(options.Value.Queue);
        for (var i = 0; i < options.Value.Concurrency; i++) new Thread(Work) { IsBackground = true, Name = "passwords" }.Start();
    }

    /// <exception cref="PasswordQueueFullException">Too many passwords wait already.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => BCrypt.Net.BCrypt.EnhancedHashPassword(password, _workFactor), cancellationToken);

    /// <summary>Checks a password. Without a hash (an unknown e-mail, or somebody without a password) the same work is done for nothing, so that the time tells nothing.</summary>
    /// <exception cref="PasswordQueueFullException">Too many passwords wait already.</exception>
    public Task<PasswordCheck> CheckAsync(string password, string? hash, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            var known = hash is { Length: > 0 } ? hash : null;
            var right = BCrypt.Net.BCrypt.EnhancedVerify(password, known ?? _nobody) && known is not null;
            var renewed = right && BCrypt.Net.BCrypt.PasswordNeedsRehash(known!, _workFactor) ? BCrypt.Net.BCrypt.EnhancedHashPassword(password, _workFactor) : null;
            return new PasswordCheck(right, renewed);
        },
        cancellationToken);

    public void Dispose()
    {
        _work.CompleteAdding();
        _work.Dispose();
    }

    private Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = _work.TryAdd(() =>
        {
            // Whoever asked has gone: their turn costs nothing.
            if (cancellationToken.IsCancellationRequested)
            {
                done.TrySetCanceled(cancellationToken);
                return;
            }
            try
            {
                done.TrySetResult(work());
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        });
        return taken ? done.Task : throw new PasswordQueueFullException();
    }

    private void Work()
    {
        try
        {
            foreach (var job in _work.GetConsumingEnumerable()) job();
        }
        catch (ObjectDisposedException)
        {
            // The service stops.
        }
    }
}

/// <summary>More passwords wait to be checked than could be in reasonable time.</summary>
internal sealed class PasswordQueueFullException() : Exception("Too many passwords wait to be checked.");

internal sealed class PasswordRefusals : IExceptionRefusal
{
    internal static readonly Refusal Busy = new(RefusalKind.Unavailable, "sign_in_busy", "Many people sign in right now; try again in a moment.") { RetryAfterSeconds = 3 };

    public Refusal? Translate(Exception exception) => exception is PasswordQueueFullException ? Busy : null;
}
