using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.SecondFactors;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.SignIns;

/// <summary>Has somebody who is signed in prove by their password that it is they who do something dangerous. Wrong guesses count as failed sign-ins: a stolen session must not become a way to guess.</summary>
internal sealed class PasswordProof(PasswordHashes passwords, SecondFactor factor, SignInGate gate, CallerContext caller)
{
    /// <summary>Null when the password is right.</summary>
    internal Task<Refusal?> RefuseAsync(Person person, string password, CancellationToken cancellationToken) => RefuseAsync(person, password, isSecondAsked: false, default, cancellationToken);

    /// <summary>Null when the password is right, and the second factor of those who have one.</summary>
    internal Task<Refusal?> RefuseAsync(Person person, string password, SecondProof second, CancellationToken cancellationToken) => RefuseAsync(person, password, isSecondAsked: true, second, cancellationToken);

    private async Task<Refusal?> RefuseAsync(Person person, string password, bool isSecondAsked, SecondProof second, CancellationToken cancellationToken)
    {
        var (attempt, tooMany) = await gate.EnterAsync(person.Email, caller.Address, cancellationToken);
        if (attempt is null) return tooMany;
        await using var _ = attempt;
        if (!(await passwords.CheckAsync(password, person.PasswordHash, cancellationToken)).Right)
        {
            await attempt.FailAsync();
            return ChangePassword.WrongPassword;
        }
        if (isSecondAsked && await factor.RefuseAsync(person, second, cancellationToken) is { } unproved)
        {
            if (ReferenceEquals(unproved, SecondFactor.Wrong)) await attempt.FailAsync();
            return unproved;
        }
        await attempt.SucceedAsync();
        return null;
    }
}
