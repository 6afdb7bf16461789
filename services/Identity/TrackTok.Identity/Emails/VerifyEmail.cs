using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.Emails;

/// <summary>
/// Takes a mailed link's word for it: that the account's address is the person's, or that one of two addresses agrees to a change. When both have agreed, in whatever order,
/// the address is changed, every company is told, and both addresses are mailed.
/// </summary>
internal static class VerifyEmail
{
    internal static readonly Refusal Invalid = new(RefusalKind.Invalid, "verification_invalid", "This link was used, has expired, or was replaced by a newer one.")
    {
        Errors = new Dictionary<string, string[]> { ["token"] = ["This is not a token that can be used."] },
    };

    internal static readonly Refusal InUse = new(RefusalKind.Conflict, "email_in_use", "There is another account with this address by now.");

    internal sealed record VerifyEmailRequest(string? Token) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Token, "token", SecretText.Longest);
    }

    /// <param name="Status"><c>verified</c>; of a change <c>waiting</c> while the other address has not agreed, then <c>changed</c>.</param>
    internal sealed record VerifiedAnswer(string Email, string Status);

    internal static async Task<IResult> HandleAsync(
        VerifyEmailRequest request, IdentityDbContext db, MembershipReader memberships, Mailer mailer, OutboxSignal outbox, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var (hash, now) = (SecretText.HashOf(request.Token!), time.GetUtcNow());
        var personId = await db.EmailProofs.Where(proof => proof.TokenHash == hash && proof.ExpiresAt > now).Select(proof => proof.PersonId).FirstOrDefaultAsync(cancellationToken);
        if (personId == Guid.Empty) return Invalid.ToProblem();
        var tenants = (await memberships.ListAsync(personId, cancellationToken)).Select(member => member.TenantId).ToList();

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        // The person's row first: of two links used at once the second finds what the first has done.
        var person = (await db.People.FromSql($"SELECT * FROM people WHERE id = {personId} FOR NO KEY UPDATE").ToListAsync(cancellationToken))[0];
        var proofs = await db.EmailProofs.Where(proof => proof.PersonId == personId && proof.ExpiresAt > now).ToListAsync(cancellationToken);
        if (proofs.Find(proof => proof.TokenHash.AsSpan().SequenceEqual(hash)) is not { } used) return Invalid.ToProblem();
        used.Prove(now);
        var before = person.Email;
        var status = Follow(person, proofs, used, now);
        if (status != "waiting") foreach (var tenant in tenants) Tell(db, person, tenant, status, caller, now);
        if (status == "changed")
        {
            foreach (var to in (string[])[before, person.Email])
                mailer.Add(db, LetterKinds.EmailChanged, Letters.Write(LetterKinds.EmailChanged, person.Language, to, null, ("name", person.FirstName)));
        }
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return InUse.ToProblem();
        }
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        mailer.Wake();
        return TypedResults.Ok(new VerifiedAnswer(used.Email, status));
    }

    private static string Follow(Person person, List<EmailProof> proofs, EmailProof used, DateTimeOffset now)
    {
        if (used.Kind == ProofKind.Address)
        {
            if (used.Email == person.Email) person.VerifyEmail(now);
            return "verified";
        }
        var other = proofs.Find(proof => proof.Kind == (used.Kind == ProofKind.NewAddress ? ProofKind.OldAddress : ProofKind.NewAddress) && proof.Email == used.Email);
        if (other?.ProvedAt is null) return "waiting";
        person.ChangeEmail(used.Email, now);
        return "changed";
    }

    private static void Tell(IdentityDbContext db, Person person, Guid tenant, string status, CallerContext caller, DateTimeOffset now)
    {
        var version = now.ToUnixTimeMilliseconds();
        db.Tell(() => new CredentialsChanged(tenant, now, version, person.Id, "email_" + status, caller.Address, caller.RequestId));
        if (status == "changed") db.Tell(() => new PersonRevised(tenant, now, version, person.Id, person.Email, person.FirstName, person.LastName));
    }
}
