using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.People;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.SignIns;

/// <summary>
/// Writes a sign-in that failed into a company's audit trail. One that named no company is told on for each that the person belongs to; whom the address belongs to is looked up only here, so that the
/// answer to a sign-in takes the same time whether anybody has it or not.
/// </summary>
internal sealed class SignInFailedConsumer(IdentityDbContext db, TenantContext tenant, MembershipReader memberships, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<IdentityDbContext, SignInFailed>(db, tenant, signal, time)
{
    protected override Guid TenantOf(SignInFailed message) => message.TenantId;

    protected override async Task HandleAsync(SignInFailed message, CancellationToken cancellationToken)
    {
        var person = await Db.People.Where(row => row.Email == message.Email).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);
        if (message.TenantId == Platform.Id)
        {
            if (person is null) return;
            foreach (var member in await memberships.ListAsync(person.Value, cancellationToken)) Db.Tell(() => message with { TenantId = member.TenantId });
            return;
        }
        var caller = Db.Caller;
        (caller.Caller, caller.Address, caller.RequestId) = (Caller.Anonymous, message.Address, message.RequestId);
        Db.Record("person.sign_in_" + message.Outcome, "person", person ?? Guid.Empty, after: new { message.Email, at = message.OccurredAt });
    }
}
