using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.SignIns;

/// <summary>Has somebody who is signed in prove by their password that it is they who do something dangerous. Wrong guesses count as failed sign-ins: a stolen session must not become a way to guess.</summary>
internal sealed class PasswordProof(PasswordHashes passwords, SignInGate gate, CallerContext caller)
{
    /// <summary>Null when the password is right.</summary>
    internal async Task<Refusal?> RefuseAsync(Person person, string password, CancellationToken cancellationToken)
    {
        var (attempt, tooMany) = await gate.EnterAsync(person.Email, caller.Address, cancellationToken);
        if (attempt is null) return tooMany;
        await using var _ = attempt;
        if ((await passwords.CheckAsync(password, person.PasswordHash, cancellationToken)).Right)
        {
            await attempt.SucceedAsync();
            return null;
        }
        await attempt.FailAsync();
        return ChangePassword.WrongPassword;
    }
}
