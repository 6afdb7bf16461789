namespace TrackTok.Identity.People;

/// <summary>
/// One person with one account, who may be a member of many tenants (SPEC 3.1). Belongs to no tenant: memberships and roles are the Tenants service's.
/// </summary>
public sealed class Person
{
    private Person()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Case-folded; unique.</summary>
    public string Email { get; private set; } = "";

    /// <summary>When its reader proved to be the person, by a link that was mailed to it; null until then.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; private set; }

    /// <summary>Empty for who never had a password: a company's identity provider brought them here.</summary>
    public string PasswordHash { get; private set; } = "";

    public string FirstName { get; private set; } = "";

    public string LastName { get; private set; } = "";

    /// <summary>The language that we write to them in: <c>en</c> or <c>de</c>.</summary>
    public string Language { get; private set; } = "en";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset PasswordChangedAt { get; private set; }

    public DateTimeOffset? LastSignedInAt { get; private set; }

    /// <summary>The sealed secret of an authenticator that has not shown a code yet.</summary>
    public byte[]? TotpPending { get; private set; }

    /// <summary>The sealed secret of the authenticator in force; null without a second factor.</summary>
    public byte[]? TotpSecret { get; private set; }

    public DateTimeOffset? TotpSince { get; private set; }

    /// <summary>The step of the last code that was used; no code of it or before is good again.</summary>
    public long TotpLastStep { get; private set; }

    /// <summary>How many passkeys they have.</summary>
    public int Passkeys { get; private set; }

    /// <summary>Counts how often their second factor came or went, so that the newest word of it can be told from older ones.</summary>
    public long SecondFactorVersion { get; private set; }

    internal bool HasPassword => PasswordHash.Length > 0;

    /// <summary>True when a password alone lets nobody in.</summary>
    internal bool HasSecondFactor => TotpSince is not null || Passkeys > 0;

    public static Person Register(Guid id, string email, string passwordHash, string firstName, string lastName, DateTimeOffset now, string language = "en") => new()
    {
        Id = id,
        Email = FoldEmail(email),
        PasswordHash = passwordHash,
        FirstName = firstName.Trim(),
        LastName = lastName.Trim(),
        Language = language,
        CreatedAt = now,
        PasswordChangedAt = now,
    };

    /// <summary>A person whom nobody but a company's identity provider knows yet. Their address counts as unverified here until they read a mail of ours: the provider's word is that company's.</summary>
    internal static Person Vouched(Guid id, string email, string firstName, string lastName, DateTimeOffset now, string language) => Register(id, email, "", firstName, lastName, now, language);

    /// <summary>The form under which an address is kept and looked for: case does not tell two people apart.</summary>
    public static string FoldEmail(string email) => email.Trim().ToLowerInvariant();

    internal void Revise(string firstName, string lastName, string language) => (FirstName, LastName, Language) = (firstName.Trim(), lastName.Trim(), language);

    internal void VerifyEmail(DateTimeOffset now) => EmailVerifiedAt ??= now;

    /// <summary>Both addresses have agreed.</summary>
    internal void ChangeEmail(string email, DateTimeOffset now) => (Email, EmailVerifiedAt) = (FoldEmail(email), now);

    /// <summary>False while an authenticator is in force.</summary>
    internal bool BeginTotp(byte[] closedSecret)
    {
        if (TotpSecret is not null) return false;
        TotpPending = closedSecret;
        return true;
    }

    internal void ConfirmTotp(DateTimeOffset now) => (TotpSecret, TotpPending, TotpSince) = (TotpPending, null, now);

    /// <summary>False when none was in force.</summary>
    internal bool SwitchOffTotp()
    {
        if (TotpSecret is null) return false;
        (TotpSecret, TotpPending, TotpSince) = (null, null, null);
        return true;
    }

    /// <summary>As if there had never been one.</summary>
    internal void ForgetSecondFactors() => (TotpSecret, TotpPending, TotpSince, Passkeys) = (null, null, null, 0);

    internal void CountPasskeys(int many) => Passkeys = many;

    internal void NoteSecondFactor() => SecondFactorVersion++;

    /// <summary>The same password, hashed as we hash today.</summary>
    public void Rehash(string passwordHash) => PasswordHash = passwordHash;
}
