using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.SecondFactors;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using Person = TrackTok.Identity.People.Person;

namespace TrackTok.Identity.SignIns;

/// <summary>Has somebody who is signed in prove by their password that it is they who do something dangerous. Wrong guesses count, and are told, as failed sign-ins: a stolen session must not become a way to guess unseen.</summary>
internal sealed class PasswordProof(PasswordHashes passwords, SecondFactor factor, SignInGate gate, IServiceScopeFactory scopes, TenantContext named, CallerContext caller, OutboxSignal outbox, TimeProvider time)
{
    /// <summary>Null when the password is right.</summary>
    internal Task<Refusal?> RefuseAsync(Person person, string password, CancellationToken cancellationToken) => RefuseAsync(person, password, isSecondAsked: false, default, cancellationToken);

    /// <summary>Null when the password is right, and the second factor of those who have one.</summary>
    internal Task<Refusal?> RefuseAsync(Person person, string password, SecondProof second, CancellationToken cancellationToken) => RefuseAsync(person, password, isSecondAsked: true, second, cancellationToken);

    private async Task<Refusal?> RefuseAsync(Person person, string password, bool isSecondAsked, SecondProof second, CancellationToken cancellationToken)
    {
        var (attempt, tooMany) = await gate.EnterAsync(person.Email, caller.Address, cancellationToken, () => News(person, "locked"));
        if (attempt is null) return tooMany;
        await using var _ = attempt;
        if (!(await passwords.CheckAsync(password, person.PasswordHash, cancellationToken)).Right)
        {
            await FailAsync(attempt, person);
            return ChangePassword.WrongPassword;
        }
        if (isSecondAsked && await factor.RefuseAsync(person, second, cancellationToken) is { } unproved)
        {
            if (ReferenceEquals(unproved, SecondFactor.Wrong)) await FailAsync(attempt, person);
            return unproved;
        }
        await attempt.SucceedAsync();
        return null;
    }

    /// <summary>Tells it apart from the request, which may be rolled back.</summary>
    private async Task FailAsync(SignInGate.Attempt attempt, Person person)
    {
        await attempt.FailAsync();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        db.Tell(() => News(person, "failed"));
        await db.SaveChangesAsync(CancellationToken.None);
        outbox.Wake();
    }

    private SignInFailed News(Person person, string outcome) =>
        new(named.IsSet ? named.TenantId : Platform.Id, time.GetUtcNow(), time.GetUtcNow().ToUnixTimeMilliseconds(), person.Email, outcome, caller.Address, caller.RequestId);
}
