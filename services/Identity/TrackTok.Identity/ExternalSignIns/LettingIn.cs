using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Identity.Providers;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.SignIns;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>What somebody gave beside the provider's word.</summary>
internal sealed record GivenProof(string? Password, SecondProof Second)
{
    internal bool IsNone => Password is null && Second is { Code: null, Passkey: null };
}

/// <summary>
/// Lets in whom a company's identity provider vouches for: who is known by the provider's subject; else, by a verified address of a domain that the company proved, the account of that address or
/// a new one. An account that has a password or a passkey of its own is linked only after it proved itself here once, because it may belong to other companies too; one that has none has never been
/// more than what companies' providers say.
/// </summary>
internal sealed class LettingIn(
    IdentityDbContext db, MembershipReader memberships, JoiningByDomain joining, PasswordProof password, SecondFactor factor, SignInGate gate, SessionOpening opening, CallerContext caller)
{
    /// <summary>The name of this way in.</summary>
    internal const string How = "external";

    /// <summary>True for what is no end, but a question for a proof.</summary>
    internal static bool AsksMore(Refusal refusal) => refusal.Code == ExternalErrors.LinkNeeded.Code || refusal.Code == SecondFactor.Required.Code;

    /// <param name="language">Of a new person.</param>
    /// <param name="first">What belongs to the transaction that opens the session; says no by false.</param>
    internal async Task<(SignedIn? SignedIn, Refusal? Refusal)> RunAsync(
        IdentityProvider provider, VouchedPerson who, GivenProof given, string language, CancellationToken cancellationToken, Func<IdentityDbContext, Task<bool>>? first = null)
    {
        var linked = await db.ExternalLinks.AsNoTracking().Where(link => link.ProviderId == provider.Id && link.Subject == who.Subject).Select(link => (Guid?)link.PersonId).SingleOrDefaultAsync(cancellationToken);
        var (person, member, refusal) = linked is { } id ? await FindAsync(provider, id, cancellationToken) : await ComeAsync(provider, who, given, language, cancellationToken);
        if (refusal is not null) return (null, refusal);
        if (member!.Refuse() is { } closed) return (null, closed);
        var provedBoth = linked is null && given.Password is not null && HasOwnWayIn(person!);
        if (!provedBoth && await RefuseFactorAsync(person!, member, who, given.Second, cancellationToken) is { } unproved) return (null, unproved);

        var word = new ProvidersWord(provider.Id, who.SawFactor, Joins: linked is null);
        var tokens = await opening.OpenAsync(person!, member, How, CancellationToken.None, within => LinkAsync(within, provider, who.Subject, person!.Id, first), by: word);
        return tokens is null ? (null, ExternalErrors.AttemptInvalid) : (new SignedIn(person!, member, tokens, who.SawFactor), null);
    }

    private static bool HasOwnWayIn(Person person) => person.HasPassword || person.Passkeys > 0;

    private async Task<(Person?, Member?, Refusal?)> FindAsync(IdentityProvider provider, Guid personId, CancellationToken cancellationToken)
    {
        var person = await db.People.AsNoTracking().SingleAsync(row => row.Id == personId, cancellationToken);
        var member = await memberships.FindAsync(provider.TenantId, personId, cancellationToken);
        return member is null ? (null, null, SessionErrors.AccountInactive) : (person, member, null);
    }

    private async Task<(Person?, Member?, Refusal?)> ComeAsync(IdentityProvider provider, VouchedPerson who, GivenProof given, string language, CancellationToken cancellationToken)
    {
        if (who.Email is null) return (null, null, ExternalErrors.EmailMissing);
        if (!who.EmailVerified) return (null, null, ExternalErrors.EmailUnverified);
        if (!provider.Domains.Contains(who.Domain)) return (null, null, ExternalErrors.DomainNotVerified);
        var known = await db.People.AsNoTracking().FirstOrDefaultAsync(row => row.Email == who.Email, cancellationToken);
        if (known is not null && HasOwnWayIn(known))
        {
            if (given.Password is null) return (null, null, ExternalErrors.LinkNeeded);
            if (await password.RefuseAsync(known, given.Password, given.Second, cancellationToken) is { } unproved) return (null, null, ReferenceEquals(unproved, ChangePassword.WrongPassword) ? PasswordSignIn.InvalidCredentials : unproved);
        }
        return await joining.RunAsync(provider, known, who, language, cancellationToken);
    }

    /// <summary>Where the company asks for a second factor and the provider saw none, the person's own stands in; who has none yet has their grace, as everybody.</summary>
    private async Task<Refusal?> RefuseFactorAsync(Person person, Member member, VouchedPerson who, SecondProof second, CancellationToken cancellationToken)
    {
        if (member.SecondFactorBy is null || who.SawFactor || !person.HasSecondFactor) return null;
        if (second is { Code: null, Passkey: null }) return await factor.RefuseAsync(person, second, cancellationToken);
        var (attempt, tooMany) = await gate.EnterAsync(person.Email, caller.Address, cancellationToken);
        if (attempt is null) return tooMany;
        await using var _ = attempt;
        if (await factor.RefuseAsync(person, second, cancellationToken) is { } unproved)
        {
            if (ReferenceEquals(unproved, SecondFactor.Wrong)) await attempt.FailAsync();
            return unproved;
        }
        await attempt.SucceedAsync();
        return null;
    }

    /// <summary>Within the session's transaction: the provider is held, so that its removal comes before or finds the session; the link is made, once.</summary>
    private static async Task<bool> LinkAsync(IdentityDbContext within, IdentityProvider provider, string subject, Guid personId, Func<IdentityDbContext, Task<bool>>? first)
    {
        if (await within.IdentityProviders.FromSql($"SELECT * FROM identity_providers WHERE tenant_id = {provider.TenantId} AND id = {provider.Id} AND enabled FOR SHARE").AsNoTracking().ToListAsync() is []) return false;
        if (first is not null && !await first(within)) return false;
        var added = await within.Database.ExecuteSqlAsync($"""
            INSERT INTO external_links (tenant_id, id, provider_id, subject, person_id, created_at) VALUES ({provider.TenantId}, {Guid.CreateVersion7()}, {provider.Id}, {subject}, {personId}, now())
            ON CONFLICT (tenant_id, provider_id, subject) DO NOTHING
            """);
        if (added == 1) within.Record("person.linked", "person", personId, after: new { provider = provider.Name });
        return added == 1 || await within.ExternalLinks.AnyAsync(link => link.ProviderId == provider.Id && link.Subject == subject && link.PersonId == personId);
    }
}
