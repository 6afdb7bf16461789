using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Invitations;

/// <summary>Counts the invitations that a company has sent, so that nobody's inbox is filled with them, by inviting and revoking in turn either.</summary>
internal static class SentInvitations
{
    /// <summary>Null when one more may be sent to this address. An invitation that was sent within the day counts with every time it was sent.</summary>
    internal static async Task<Refusal?> RefuseMoreAsync(this TenantsDbContext db, string email, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Each sending puts the end seven days off.
        var since = now.AddDays(-1) + Invitation.Life;
        var sent = await db.Invitations.Where(invitation => invitation.ExpiresAt > since).GroupBy(_ => 1)
            .Select(all => new { Company = all.Sum(invitation => invitation.Generation), Address = all.Sum(invitation => invitation.Email == email ? invitation.Generation : 0) })
            .SingleOrDefaultAsync(cancellationToken);
        return sent is not null && (sent.Address >= Invitation.MostToAddressInADay || sent.Company >= Invitation.MostOfCompanyInADay) ? InvitationErrors.TooManyInADay : null;
    }
}
