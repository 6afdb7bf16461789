using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.SignIns;

/// <summary>
/// Signs a person in by e-mail and password: into the tenant that the request names, or into the only one they belong to (SPEC 3.2, 3.4). An unknown e-mail and a
/// wrong password get the same answer after the same work.
/// </summary>
internal sealed class PasswordSignIn(
    IdentityDbContext db, PasswordHashes passwords, SecondFactor factor, SignInGate gate, PlaceChoice places, SessionOpening opening, TenantWork tenantWork, TenantContext named, CallerContext request, OutboxSignal outbox,
    TimeProvider time)
{
    /// <summary>The name of this way in.</summary>
    internal const string How = "password";

    internal static readonly Refusal InvalidCredentials = new(RefusalKind.Unauthenticated, "invalid_credentials", "The e-mail or the password is not right.");

    public async Task<(SignedIn? SignedIn, Refusal? Refusal)> RunAsync(string email, string password, SecondProof second, CancellationToken cancellationToken)
    {
        var folded = Person.FoldEmail(email);
        var (attempt, tooMany) = await gate.EnterAsync(email, request.Address, cancellationToken, () => News(folded, "locked"));
        if (attempt is null) return (null, tooMany);
        await using var _ = attempt;
        var person = await db.People.AsNoTracking().FirstOrDefaultAsync(row => row.Email == folded, cancellationToken);
        var check = await passwords.CheckAsync(password, person?.PasswordHash, cancellationToken);
        if (person is null || !check.Right) return (null, await FailAsync(attempt, person, folded));

        var (member, refusal) = await places.ChooseAsync(person, InvalidCredentials, cancellationToken);
        // A right password for a tenant one does not belong to looks like a wrong one, and counts as one.
        if (ReferenceEquals(refusal, InvalidCredentials)) return (null, await FailAsync(attempt, person, folded));
        if (await factor.RefuseAsync(person, second, uses: member is not null, cancellationToken) is { } unproved)
        {
            if (ReferenceEquals(unproved, SecondFactor.Wrong)) await FailAsync(attempt, person, folded);
            return (null, unproved);
        }
        await attempt.SucceedAsync();
        if (member is null) return (null, refusal);
        if (check.Renewed is { } renewed) await RenewAsync(person, renewed, cancellationToken);
        var tokens = await opening.OpenAsync(person, member, How, cancellationToken);
        return tokens is null ? (null, InvalidCredentials) : (new SignedIn(person, member, tokens), null);
    }

    /// <summary>Counts the failure and tells it: the tenant that was named, else by the outbox each that the person belongs to. Both happen for unknown e-mails too, and take the same time.</summary>
    private async Task<Refusal> FailAsync(SignInGate.Attempt attempt, Person? person, string email)
    {
        await attempt.FailAsync();
        if (named.IsSet)
        {
            await tenantWork.RunAsync(named.TenantId, null, async scoped =>
            {
                await using var transaction = await TenantTransaction.BeginAsync(scoped, CancellationToken.None);
                scoped.Record("person.sign_in_failed", "person", person?.Id ?? Guid.Empty, after: new { email });
                await scoped.SaveChangesAsync();
                await transaction.CommitAsync();
                return true;
            });
        }
        else
        {
            db.Tell(() => News(email, "failed"));
            await db.SaveChangesAsync();
            outbox.Wake();
        }
        return InvalidCredentials;
    }

    private Contracts.SignInFailed News(string email, string outcome) =>
        new(named.IsSet ? named.TenantId : Platform.Id, time.GetUtcNow(), time.GetUtcNow().ToUnixTimeMilliseconds(), email, outcome, request.Address, request.RequestId);

    private async Task RenewAsync(Person person, string renewed, CancellationToken cancellationToken)
    {
        var old = person.PasswordHash;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await db.People.Where(row => row.Id == person.Id && row.PasswordHash == old).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, renewed), cancellationToken) == 1;
        await transaction.CommitAsync(CancellationToken.None);
        if (changed) person.Rehash(renewed);
    }
}
