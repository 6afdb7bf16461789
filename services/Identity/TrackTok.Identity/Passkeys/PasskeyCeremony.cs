using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Data;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Passkeys;

/// <summary>A passkey that was shown and found right: whose it is, and what becomes of it when it is used.</summary>
/// <param name="Challenge">The hash of the challenge that it answers, which is good until it is used.</param>
internal sealed record ShownPasskey(Person Person, UserPasskeyInfo Passkey, byte[] Challenge);

/// <summary>
/// WebAuthn's two ceremonies, by the framework's passkey handler. It checks signatures, challenges, domain, flags and the counter; here stands what it leaves to us: which challenge
/// was given to whom and for what, that it is good once, and which origin is ours.
/// </summary>
internal sealed partial class PasskeyCeremony(IdentityDbContext db, RelyingParties parties, TimeProvider time, ILogger<PasskeyCeremony> log)
{
    internal const int LongestCredential = 32 * 1024;

    /// <summary>Begins to make a passkey.</summary>
    /// <returns>The browser's <c>PublicKeyCredentialCreationOptionsJSON</c>.</returns>
    internal async Task<JsonElement> OfferToMakeAsync(Person person, Guid sessionId, CancellationToken cancellationToken)
    {
        var party = parties.Present();
        var entity = new PasskeyUserEntity { Id = person.Id.ToString(), Name = person.Email, DisplayName = $"{person.FirstName} {person.LastName}".Trim() };
        var made = await Handler(party, isVerified: true).MakeCreationOptionsAsync(entity, new DefaultHttpContext());
        return await GiveAsync(made.CreationOptionsJson, made.AttestationState!, PasskeyPurpose.Register, person.Id, sessionId, party, cancellationToken);
    }

    /// <summary>What the browser made, if it answers our challenge; the challenge is used up. Null when it does not.</summary>
    internal async Task<(UserPasskeyInfo Made, string Domain)?> TakeMadeAsync(JsonElement credential, Guid personId, Guid sessionId, CancellationToken cancellationToken)
    {
        if (await FindAsync(credential, PasskeyPurpose.Register, personId, sessionId, cancellationToken) is not { } challenge) return null;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            if (!await UseUpAsync(db, challenge.Hash, cancellationToken)) return null;
            await transaction.CommitAsync(CancellationToken.None);
        }
        var context = new PasskeyAttestationContext { HttpContext = new DefaultHttpContext(), CredentialJson = credential.GetRawText(), AttestationState = challenge.State };
        var result = await Handler(PartyOf(challenge), isVerified: true).PerformAttestationAsync(context);
        if (result.Succeeded) return (result.Passkey, challenge.Domain);
        LogRefused(PasskeyPurpose.Register, result.Failure.Message);
        return null;
    }

    /// <summary>Asks for a passkey.</summary>
    /// <param name="person">Whose; null when the passkey is to say it.</param>
    /// <returns>The browser's <c>PublicKeyCredentialRequestOptionsJSON</c>; null when this person has none that is good here.</returns>
    internal async Task<JsonElement?> AskAsync(PasskeyPurpose purpose, Person? person, Guid? sessionId, CancellationToken cancellationToken)
    {
        var party = parties.Present();
        if (person is not null && !await db.Passkeys.AnyAsync(passkey => passkey.PersonId == person.Id && passkey.Domain == party.Domain, cancellationToken)) return null;
        var asked = await Handler(party, IsVerified(purpose)).MakeRequestOptionsAsync(person, new DefaultHttpContext());
        return await GiveAsync(asked.RequestOptionsJson, asked.AssertionState!, purpose, person?.Id, sessionId, party, cancellationToken);
    }

    /// <summary>Looks at a passkey that is shown; nothing is used up yet (<see cref="UseAsync"/>). Null when anything about it is not right.</summary>
    internal async Task<ShownPasskey?> LookAsync(JsonElement credential, PasskeyPurpose purpose, Guid? personId, Guid? sessionId, CancellationToken cancellationToken)
    {
        if (await FindAsync(credential, purpose, personId, sessionId, cancellationToken) is not { } challenge) return null;
        var context = new PasskeyAssertionContext { HttpContext = new DefaultHttpContext(), CredentialJson = credential.GetRawText(), AssertionState = challenge.State };
        var result = await Handler(PartyOf(challenge), IsVerified(purpose)).PerformAssertionAsync(context);
        if (result.Succeeded) return new ShownPasskey(result.User, result.Passkey, challenge.Hash);
        LogRefused(purpose, result.Failure.Message);
        return null;
    }

    /// <summary>Uses up the challenge and moves the passkey's counter on, in the caller's transaction. Of two at once one has it; false for the other.</summary>
    internal async Task<bool> UseAsync(IdentityDbContext within, ShownPasskey shown, CancellationToken cancellationToken)
    {
        if (!await UseUpAsync(within, shown.Challenge, cancellationToken)) return false;
        var (id, now, count, backedUp) = (shown.Passkey.CredentialId, time.GetUtcNow(), (long)shown.Passkey.SignCount, shown.Passkey.IsBackedUp);
        return await within.Passkeys.Where(passkey => passkey.CredentialId == id && passkey.PersonId == shown.Person.Id && (passkey.SignCount < count || (passkey.SignCount == 0 && count == 0)))
            .ExecuteUpdateAsync(set => set.SetProperty(passkey => passkey.SignCount, count).SetProperty(passkey => passkey.IsBackedUp, backedUp).SetProperty(passkey => passkey.LastUsedAt, now), cancellationToken) == 1;
    }

    /// <summary>As a second factor beside a password it is enough to have it; alone it must have asked for a finger, a face or a PIN.</summary>
    private static bool IsVerified(PasskeyPurpose purpose) => purpose != PasskeyPurpose.SecondFactor;

    private static RelyingParty PartyOf(PasskeyChallenge challenge) => new(challenge.Domain, challenge.Origin);

    private async Task<JsonElement> GiveAsync(string options, string state, PasskeyPurpose purpose, Guid? personId, Guid? sessionId, RelyingParty party, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(options);
        var root = document.RootElement.Clone();
        db.Add(PasskeyChallenge.Give(Base64Url.DecodeFromChars(root.GetProperty("challenge").GetString()), purpose, personId, sessionId, party, state, time.GetUtcNow()));
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        await db.SaveChangesAsync(cancellationToken);
        if (transaction is not null) await transaction.CommitAsync(CancellationToken.None);
        return root;
    }

    private async Task<PasskeyChallenge?> FindAsync(JsonElement credential, PasskeyPurpose purpose, Guid? personId, Guid? sessionId, CancellationToken cancellationToken)
    {
        if (ChallengeIn(credential) is not { } given) return null;
        var hash = PasskeyChallenge.HashOf(given);
        var challenge = await db.PasskeyChallenges.AsNoTracking().FirstOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        return challenge is not null && challenge.IsFor(purpose, personId, sessionId, time.GetUtcNow()) ? challenge : null;
    }

    private static async Task<bool> UseUpAsync(IdentityDbContext within, byte[] challenge, CancellationToken cancellationToken) =>
        await within.PasskeyChallenges.Where(row => row.Hash == challenge).ExecuteDeleteAsync(cancellationToken) == 1;

    /// <summary>The challenge that the credential says it answers, to find what we gave out; whether it does, the handler checks.</summary>
    private static byte[]? ChallengeIn(JsonElement credential)
    {
        try
        {
            using var said = JsonDocument.Parse(Base64Url.DecodeFromChars(credential.GetProperty("response").GetProperty("clientDataJSON").GetString()));
            return Base64Url.DecodeFromChars(said.RootElement.GetProperty("challenge").GetString());
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private PasskeyHandler<Person> Handler(RelyingParty party, bool isVerified)
    {
        var options = new IdentityPasskeyOptions
        {
            ServerDomain = party.Domain,
            AuthenticatorTimeout = PasskeyChallenge.Life,
            UserVerificationRequirement = isVerified ? "required" : "preferred",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.TopOrigin is null && string.Equals(context.Origin, party.Origin, StringComparison.Ordinal)),
        };
        var readers = new UserManager<Person>(new PasskeyStore(db, party.Domain), Options.Create(new IdentityOptions()), null!, [], [], null!, new IdentityErrorDescriber(), null!, NullLogger<UserManager<Person>>.Instance);
        return new PasskeyHandler<Person>(readers, Options.Create(options));
    }

    /// <summary>Whoever shows it is told no more than that it was refused; an authenticator that was copied is seen here.</summary>
    [LoggerMessage(LogLevel.Information, "A passkey was refused ({Purpose}): {Reason}")]
    private partial void LogRefused(PasskeyPurpose purpose, string reason);
}
