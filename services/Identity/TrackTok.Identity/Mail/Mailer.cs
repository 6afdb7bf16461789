using System.Text.Json;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;

namespace TrackTok.Identity.Mail;

/// <summary>Puts letters into the outgoing mail, inside the transaction of whatever they tell of.</summary>
internal sealed class Mailer(Seals seals, MailSending sending, TimeProvider time)
{
    internal const string Purpose = "mail";

    /// <summary>Adds the letter to what the context saves next; <see cref="Wake"/> after the commit sends it at once.</summary>
    internal void Add(IdentityDbContext db, string kind, Letter letter)
    {
        var now = time.GetUtcNow();
        db.Add(OutgoingMail.Of(Guid.CreateVersion7(now), kind, seals.Seal(JsonSerializer.Serialize(letter), Purpose), now));
    }

    internal void Wake() => sending.Wake();
}
