using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Emails;

/// <summary>Asks for proofs: adds each to what is saved next, with the mail that carries its link.</summary>
internal sealed class EmailProofs(Mailer mailer, PublicLinks links, TimeProvider time)
{
    private const string Page = "/verify-email";

    /// <summary>Asks the person to verify the address of their account.</summary>
    internal void AskForAddress(IdentityDbContext db, Person person) => Ask(db, person, ProofKind.Address, person.Email, person.Email, LetterKinds.VerifyEmail);

    /// <summary>Asks at both addresses for a change from one to the other.</summary>
    internal void AskForChange(IdentityDbContext db, Person person, string newEmail)
    {
        Ask(db, person, ProofKind.NewAddress, newEmail, newEmail, LetterKinds.ConfirmNewEmail);
        Ask(db, person, ProofKind.OldAddress, newEmail, person.Email, LetterKinds.AllowEmailChange);
    }

    /// <summary>True when the person was sent so many already that this would be filling an inbox.</summary>
    internal Task<bool> AreTooManyAsync(IdentityDbContext db, Guid personId, CancellationToken cancellationToken)
    {
        var hourAgo = time.GetUtcNow() - TimeSpan.FromHours(1);
        return db.EmailProofs.Where(proof => proof.PersonId == personId && proof.CreatedAt > hourAgo).Skip(EmailProof.MostInAnHour - 1).AnyAsync(cancellationToken);
    }

    /// <summary>Makes what was asked before worth nothing, agreed to or not.</summary>
    internal static Task<int> VoidAsync(IdentityDbContext db, Guid personId, bool ofChange, CancellationToken cancellationToken) => db.EmailProofs
        .Where(proof => proof.PersonId == personId && (proof.Kind != ProofKind.Address) == ofChange)
        .ExecuteUpdateAsync(set => set.SetProperty(proof => proof.TokenHash, (byte[]?)null).SetProperty(proof => proof.ExpiresAt, proof => proof.CreatedAt), cancellationToken);

    private void Ask(IdentityDbContext db, Person person, ProofKind kind, string email, string to, string letter)
    {
        var (proof, token) = EmailProof.Ask(person.Id, kind, email, time.GetUtcNow());
        db.Add(proof);
        mailer.Add(db, letter, Letters.Write(letter, person.Language, to, links.Of(Page, token), ("name", person.FirstName)));
    }
}
