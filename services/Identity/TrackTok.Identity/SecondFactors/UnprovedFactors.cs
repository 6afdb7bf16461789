using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.People;
using TrackTok.Tenancy;

namespace TrackTok.Identity.SecondFactors;

/// <summary>
/// What was added to an account before anybody had read its address. Whoever registered it may have been a stranger: when the address's reader proves it by a
/// reset of the password, nothing of the stranger's may let them in again. Who follows the link of the first mail says that the account is theirs, and keeps what is there.
/// </summary>
internal static class UnprovedFactors
{
    /// <summary>Proves the address; if nobody had, drops every passkey, the authenticator and the recovery codes, and tells the companies.</summary>
    /// <param name="within">In a transaction that holds the person's row.</param>
    /// <param name="tenants">Where the person belongs.</param>
    internal static async Task DropAsync(IdentityDbContext within, Mailer mailer, Guid personId, IEnumerable<Guid> tenants, CallerContext caller, DateTimeOffset now)
    {
        var person = await within.People.SingleAsync(row => row.Id == personId);
        if (person.EmailVerifiedAt is not null) return;
        person.VerifyEmail(now);
        // Whom the deployment appointed is no stranger, and is sent no mail to prove the address by.
        if (await within.Operators.AnyAsync(appointed => appointed.PersonId == personId)) return;
        var had = person.HasSecondFactor;
        await within.Passkeys.Where(passkey => passkey.PersonId == personId).ExecuteDeleteAsync();
        await within.RecoveryCodes.Where(code => code.PersonId == personId).ExecuteDeleteAsync();
        person.ForgetSecondFactors();
        if (!had) return;
        person.NoteSecondFactor();
        var places = await within.Sessions.Where(session => session.PersonId == personId && session.EndedAt == null).Select(session => session.TenantId).Distinct().ToListAsync();
        foreach (var tenant in tenants.Union(places))
        {
            SecondFactorChanging.Tell(within, tenant, person, now);
            within.Tell(() => new CredentialsChanged(tenant, now, now.ToUnixTimeMilliseconds(), personId, "two_factor_disabled", caller.Address, caller.RequestId));
        }
        mailer.Add(within, LetterKinds.TwoFactorOff, Letters.Write(LetterKinds.TwoFactorOff, person.Language, person.Email, null, ("name", person.FirstName)));
    }
}
