using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Passkeys;

/// <summary>Every way in which a passkey can be refused.</summary>
internal static class PasskeyErrors
{
    /// <summary>Which check failed, nobody is told.</summary>
    internal static readonly Refusal Invalid = new(RefusalKind.Unauthenticated, "invalid_passkey", "This passkey was not accepted; try again, or sign in by password.");

    internal static readonly Refusal NotMade = new(RefusalKind.Invalid, "passkey_not_made", "This passkey was not accepted; begin anew.")
    {
        Errors = new Dictionary<string, string[]> { ["credential"] = ["This answers no challenge of the last five minutes, was altered, or comes from another page."] },
    };

    internal static readonly Refusal Known = new(RefusalKind.Conflict, "passkey_known", "This passkey is registered already.");
    internal static readonly Refusal TooMany = new(RefusalKind.Conflict, "too_many_passkeys", $"You have {Passkey.MostOfPerson} passkeys; remove one that is not used.");
    internal static readonly Refusal None = new(RefusalKind.Conflict, "no_passkey_here", "You have no passkey that is good at this address.");
    internal static readonly Refusal NotFound = Refusal.NotFound("passkey");
}
