using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.SignIns;

/// <summary>
/// The failed sign-ins of one account or one address (SPEC 3.4). An account is counted by the e-mail that was given, whether anybody has it or not, so that being locked
/// tells nothing. After some failures each further attempt has to wait longer; after <c>limit</c> within <see cref="Window"/> none is let in until the window has passed.
/// </summary>
internal sealed class SignInCounter
{
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private SignInCounter()
    {
    }

    internal SignInCounter(string subject) => Subject = subject;

    public string Subject { get; private set; } = "";

    public int Failures { get; private set; }

    /// <summary>Attempts let in whose outcome is not known yet. They count as failures until then: a burst of guesses gets no more than the limit.</summary>
    public int Pending { get; private set; }

    public DateTimeOffset WindowStart { get; private set; }

    public DateTimeOffset LastFailureAt { get; private set; }

    /// <summary>When it was last told that an attempt was refused because this is locked.</summary>
    public DateTimeOffset? RefusalToldAt { get; private set; }

    internal static string Account(string foldedEmail) => "a:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(foldedEmail)).AsSpan(0, 16));

    internal static string Address(string? address) => "i:" + (address ?? "unknown");

    /// <summary>How long an attempt has to wait; zero when it may go ahead.</summary>
    internal TimeSpan WaitBefore(int limit, DateTimeOffset now)
    {
        if (IsOver(limit, now)) return TimeSpan.Zero;
        if (Failures >= limit) return LastFailureAt + Window - now;
        if (Failures + Pending >= limit) return TimeSpan.FromSeconds(1);
        var wait = LastFailureAt + Delay(limit) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>True when this is locked and nobody was told yet that an attempt was refused for it: once in each lock, so that a flood fills no trail.</summary>
    internal bool OwesNews(int limit, DateTimeOffset now) => Failures >= limit && !IsOver(limit, now) && (RefusalToldAt is not { } told || told < LastFailureAt);

    internal bool TakeNews(int limit, DateTimeOffset now)
    {
        if (!OwesNews(limit, now)) return false;
        RefusalToldAt = now;
        return true;
    }

    internal void Enter(int limit, DateTimeOffset now)
    {
        if (IsOver(limit, now)) (Failures, Pending) = (0, 0);
        if (Failures + Pending == 0) WindowStart = now;
        Pending++;
    }

    internal void Leave() => Pending = Math.Max(0, Pending - 1);

    internal void Fail(DateTimeOffset now)
    {
        Leave();
        Failures++;
        LastFailureAt = now;
    }

    internal void Forgive()
    {
        Leave();
        Failures = 0;
    }

    /// <summary>The window has passed: since the first failure, or, once locked, since the last.</summary>
    private bool IsOver(int limit, DateTimeOffset now) => now >= (Failures >= limit ? LastFailureAt : WindowStart) + Window;

    /// <summary>Nothing for the first three tenths of the limit, then one second, doubling.</summary>
    private TimeSpan Delay(int limit)
    {
        var beyond = Failures - (limit * 3 / 10);
        if (beyond < 0 || Failures == 0) return TimeSpan.Zero;
        var delay = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(beyond, 10)));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
