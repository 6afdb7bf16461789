using TrackTok.Identity.People;
using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// A wish for a new password (SPEC 3.7). It is written down as it was asked, whoever the e-mail belongs to or not, and looked at afterwards, so that neither answer nor time tells
/// whether there is such an account. Where there is one, it becomes a token: kept as a hash, good once, for an hour, until a newer one is issued.
/// </summary>
internal sealed class PasswordReset
{
    internal static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>How many a person is sent within an hour: more would be somebody filling their inbox.</summary>
    internal const int MostInAnHour = 5;

    private PasswordReset()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Case-folded; null once it was looked at.</summary>
    public string? Email { get; private set; }

    /// <summary>The language of the browser that asked.</summary>
    public string Language { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    public Guid? PersonId { get; private set; }

    /// <summary>Null when there is nothing to be had for it: not looked at yet, replaced by a newer one, or used.</summary>
    public byte[]? TokenHash { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    internal static PasswordReset Ask(string email, string language, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), Email = Person.FoldEmail(email), Language = language, AskedAt = now };

    /// <summary>Makes it this person's and gives the token's text, which is mailed and kept nowhere.</summary>
    internal string Issue(Person person, DateTimeOffset now)
    {
        var (text, hash) = SecretText.New();
        (Email, PersonId, TokenHash, ExpiresAt) = (null, person.Id, hash, now + Life);
        return text;
    }
}
