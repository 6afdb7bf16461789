using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.SecondFactors;

/// <summary>
/// Asks for the second factor of those who have one, wherever a password lets somebody in. A code of the authenticator is good once, a recovery code too; who gives a wrong one
/// has failed to sign in, and is counted so by whoever asks here.
/// </summary>
internal sealed class SecondFactor(IServiceScopeFactory scopes, Seals seals, TimeProvider time)
{
    internal const int LongestCode = 40;
    internal const string Purpose = "totp";

    internal static readonly Refusal Required = new(RefusalKind.Unauthenticated, "two_factor_required", "This account asks for a second factor: give the authenticator's code, or a recovery code, as totp.");

    internal static readonly Refusal Wrong = new(RefusalKind.Unauthenticated, "invalid_two_factor_code", "This code is not right, or was used before; wait for the next one.");

    /// <summary>Null when the person has no second factor, or this code is it. It is used up then.</summary>
    internal Task<Refusal?> RefuseAsync(Person person, string? code, CancellationToken cancellationToken) => RefuseAsync(person, code, uses: true, cancellationToken);

    /// <param name="uses">False leaves a right code good: nobody is let in yet, and the same code comes again in a moment.</param>
    internal async Task<Refusal?> RefuseAsync(Person person, string? code, bool uses, CancellationToken cancellationToken)
    {
        if (person.TotpSecret is not { } closed) return null;
        if (string.IsNullOrWhiteSpace(code)) return Required;
        // A scope of its own: people belong to no tenant, and a code stays used whatever becomes of the request.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var typed = code.Replace(" ", "", StringComparison.Ordinal);
        if (typed.Length == 6 && typed.All(char.IsAsciiDigit))
        {
            var right = uses ? await UseAsync(db, person.Id, closed, typed, person.TotpLastStep, cancellationToken) : Find(closed, typed, person.TotpLastStep) is not null;
            return right ? null : Wrong;
        }
        var hash = RecoveryCode.HashOf(code);
        var it = db.RecoveryCodes.Where(row => row.PersonId == person.Id && row.Hash == hash);
        return (uses ? await it.ExecuteDeleteAsync(cancellationToken) == 1 : await it.AnyAsync(cancellationToken)) ? null : Wrong;
    }

    /// <summary>True when the code is one of the secret's, near now, and nobody used it before: of two at once one has it.</summary>
    internal async Task<bool> UseAsync(IdentityDbContext db, Guid personId, byte[] closed, string code, long lastStep, CancellationToken cancellationToken) =>
        Find(closed, code, lastStep) is { } step
        && await db.People.Where(row => row.Id == personId && row.TotpLastStep < step).ExecuteUpdateAsync(set => set.SetProperty(row => row.TotpLastStep, step), cancellationToken) == 1;

    private long? Find(byte[] closed, string code, long lastStep) => Totp.Find(Convert.FromBase64String(seals.Open(closed, Purpose)), code, time.GetUtcNow(), lastStep);
}
