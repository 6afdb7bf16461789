namespace TrackTok.Identity.Mail;

/// <summary>
/// A mail that waits to be sent: a row in the transaction of the change that it tells of, deleted once a server has taken it. Recipient and content are sealed,
/// because they hold secrets (links that work once) and personal data.
/// </summary>
internal sealed class OutgoingMail
{
    internal static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private OutgoingMail()
    {
    }

    /// <summary>Also the local part of its Message-Id, so that a mail sent twice can be known as one.</summary>
    public Guid Id { get; private set; }

    /// <summary>Which letter it is: a name of <see cref="LetterKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The sealed letter; empty once it was given up.</summary>
    public byte[] Content { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it is to be sent, or tried again. Whoever takes it moves this on, so that nobody else takes it meanwhile.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>How often somebody took it to send it.</summary>
    public int Attempts { get; private set; }

    /// <summary>When it was given up: the server refused it for good, or for days.</summary>
    public DateTimeOffset? GivenUpAt { get; private set; }

    /// <summary>What the server said last.</summary>
    public string? Failure { get; private set; }

    internal static OutgoingMail Of(Guid id, string kind, byte[] content, DateTimeOffset now) => new() { Id = id, Kind = kind, Content = content, CreatedAt = now, DueAt = now };

    /// <summary>It could not be sent: later again, after a pause that doubles from five seconds to an hour, or never again after three days.</summary>
    internal void Postpone(string failure, DateTimeOffset now)
    {
        if (now - CreatedAt > GivenUpAfter)
        {
            GiveUp(failure, now);
            return;
        }
        var pause = TimeSpan.FromSeconds(5 * Math.Pow(2, Math.Min(Attempts - 1, 12)));
        (Failure, DueAt) = (Short(failure), now + (pause < LongestPause ? pause : LongestPause));
    }

    /// <summary>The server will never take it. What it said is kept for a while, the content is not.</summary>
    internal void GiveUp(string failure, DateTimeOffset now) => (GivenUpAt, Failure, Content) = (now, Short(failure), []);

    private static string Short(string failure) => failure.Length <= 300 ? failure : failure[..300];
}
