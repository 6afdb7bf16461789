using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.SecondFactors;

/// <summary>What somebody gives beside a password.</summary>
/// <param name="Code">The authenticator's code, or a recovery code.</param>
/// <param name="Passkey">What the browser gave, by its <c>toJSON()</c>.</param>
internal readonly record struct SecondProof(string? Code, JsonElement? Passkey)
{
    internal static void Check(RequestErrors errors, string? totp, JsonElement? passkey)
    {
        errors.OptionalText(totp, "totp", SecondFactor.LongestCode);
        RegisterPasskey.CheckCredential(errors, passkey, "passkey", required: false);
    }

    /// <summary>As the members <c>totp</c> and <c>passkey</c> of a request give it.</summary>
    internal static SecondProof Of(string? totp, JsonElement? passkey) => new(totp, passkey is { ValueKind: JsonValueKind.Object } ? passkey : null);
}

/// <summary>
/// Asks for the second factor of those who have one, wherever a password lets somebody in. A code of the authenticator is good once, a recovery code too; who gives a wrong one
/// has failed to sign in, and is counted so by whoever asks here.
/// </summary>
internal sealed class SecondFactor(IServiceScopeFactory scopes, CallerContext caller, Seals seals, TimeProvider time)
{
    internal const int LongestCode = 40;
    internal const string Purpose = "totp";

    internal static readonly Refusal Required = new(RefusalKind.Unauthenticated, "two_factor_required", "This account asks for a second factor: give the authenticator's code, or a recovery code, as totp, or a passkey as passkey.");

    internal static readonly Refusal Wrong = new(RefusalKind.Unauthenticated, "invalid_two_factor_code", "This code is not right, or was used before; wait for the next one.");

    /// <summary>What the person of this request has shown beside a password: <c>totp</c>, <c>recovery_code</c> or <c>passkey</c>; null while nothing.</summary>
    internal string? Shown { get; private set; }

    /// <summary>Null when the person has no second factor, or this is it. It is used up then.</summary>
    internal Task<Refusal?> RefuseAsync(Person person, SecondProof given, CancellationToken cancellationToken) => RefuseAsync(person, given, uses: true, cancellationToken);

    /// <param name="uses">False leaves a right proof good: nobody is let in yet, and the same comes again in a moment.</param>
    internal async Task<Refusal?> RefuseAsync(Person person, SecondProof given, bool uses, CancellationToken cancellationToken)
    {
        if (!person.HasSecondFactor) return null;
        // A scope of its own: people belong to no tenant, and a code stays used whatever becomes of the request.
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Host = caller.Host;
        var ceremony = scope.ServiceProvider.GetRequiredService<PasskeyCeremony>();
        if (given.Passkey is { } passkey) return Show("passkey", await ShowsAsync(ceremony, db, person, passkey, uses, cancellationToken));
        if (string.IsNullOrWhiteSpace(given.Code)) return await AskAsync(ceremony, person, cancellationToken);
        var code = given.Code;
        var typed = code.Replace(" ", "", StringComparison.Ordinal);
        if (typed.Length == 6 && typed.All(char.IsAsciiDigit))
        {
            if (person.TotpSecret is not { } closed) return Wrong;
            var right = uses ? await UseAsync(db, person.Id, closed, typed, person.TotpLastStep, cancellationToken) : Find(closed, typed, person.TotpLastStep) is not null;
            return Show("totp", right);
        }
        var hash = RecoveryCode.HashOf(code);
        var it = db.RecoveryCodes.Where(row => row.PersonId == person.Id && row.Hash == hash);
        return Show("recovery_code", uses ? await it.ExecuteDeleteAsync(cancellationToken) == 1 : await it.AnyAsync(cancellationToken));
    }

    private Refusal? Show(string what, bool right)
    {
        if (right) Shown = what;
        return right ? null : Wrong;
    }

    private static async Task<bool> ShowsAsync(PasskeyCeremony ceremony, IdentityDbContext db, Person person, JsonElement passkey, bool uses, CancellationToken cancellationToken)
    {
        if (await ceremony.LookAsync(passkey, PasskeyPurpose.SecondFactor, person.Id, null, cancellationToken) is not { } shown) return false;
        if (!uses) return true;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await ceremony.UseAsync(db, shown, cancellationToken)) return false;
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Says by what the person can go on, and gives what the browser needs for it where it is a passkey.</summary>
    private static async Task<Refusal> AskAsync(PasskeyCeremony ceremony, Person person, CancellationToken cancellationToken)
    {
        List<string> methods = person.TotpSecret is null ? [] : ["totp"];
        var options = person.Passkeys == 0 ? null : await ceremony.AskAsync(PasskeyPurpose.SecondFactor, person, null, cancellationToken);
        if (options is not null) methods.Add("passkey");
        var asked = Required.With("methods", (string[])[.. methods, "recovery_code"]);
        return options is null ? asked : asked.With("passkey_options", options);
    }

    /// <summary>True when the code is one of the secret's, near now, and nobody used it before: of two at once one has it.</summary>
    internal async Task<bool> UseAsync(IdentityDbContext db, Guid personId, byte[] closed, string code, long lastStep, CancellationToken cancellationToken) =>
        Find(closed, code, lastStep) is { } step
        && await db.People.Where(row => row.Id == personId && row.TotpLastStep < step).ExecuteUpdateAsync(set => set.SetProperty(row => row.TotpLastStep, step), cancellationToken) == 1;

    private long? Find(byte[] closed, string code, long lastStep) => Totp.Find(Convert.FromBase64String(seals.Open(closed, Purpose)), code, time.GetUtcNow(), lastStep);
}
