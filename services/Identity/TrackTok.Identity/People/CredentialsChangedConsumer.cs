using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Passwords;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.People;

/// <summary>
/// Writes a change of somebody's credentials into the audit trail of a company that they belong to. The change itself belongs to no company, so its word comes here by the
/// outbox: once for each, and surely.
/// </summary>
internal sealed class CredentialsChangedConsumer(IdentityDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time)
    : TenantConsumer<IdentityDbContext, CredentialsChanged>(db, tenant, signal, time)
{
    protected override Guid TenantOf(CredentialsChanged message) => message.TenantId;

    protected override Task HandleAsync(CredentialsChanged message, CancellationToken cancellationToken)
    {
        var caller = Db.Caller;
        if (message.Change != PasswordResetIssuing.Asked) caller.Caller = new Caller(message.UserId, message.TenantId, null, null, false, message.UserId.ToString());
        (caller.Address, caller.RequestId) = (message.Address, message.RequestId);
        Db.Record("person." + message.Change, "person", message.UserId, after: new { at = message.OccurredAt });
        return Task.CompletedTask;
    }
}
