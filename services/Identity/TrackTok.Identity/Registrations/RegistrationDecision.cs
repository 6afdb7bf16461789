using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Data;
using TrackTok.Identity.Emails;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Registrations;

/// <summary>Decides pending registrations, once each, whoever comes to it: the request that began one, or the recovery after that request died.</summary>
internal sealed class RegistrationDecision(
    IServiceScopeFactory scopes, EmailProofs proofs, TenantWork tenantWork, Tenants.Contracts.Tenants.TenantsClient tenants, OutboxSignal outbox, TimeProvider time)
{
    /// <summary>Makes the person and completes the registration, in the caller's transaction. Does nothing when it is completed already.</summary>
    internal async Task CompleteAsync(IdentityDbContext db, Guid registrationId, Tenant tenant, bool answered, DateTimeOffset now)
    {
        var tenantId = Guid.Parse(tenant.Id);
        var registration = await db.Registrations.FirstAsync(row => row.Id == registrationId);
        if (registration.State == RegistrationState.Completed)
        {
            if (answered) registration.Answer();
            await db.SaveChangesAsync();
            return;
        }
        var (email, firstName, lastName) = (registration.Email, registration.FirstName, registration.LastName);
        if (registration.NewOwner(now) is { } person)
        {
            db.Add(person);
            proofs.AskForAddress(db, person);
        }
        registration.Complete(tenantId, answered);
        db.Tell(() => new UserRegistered(tenantId, now, 1, registration.OwnerId, email, firstName, lastName));
        db.Record("tenant.registered", "registration", registrationId, after: new { tenant.Name, tenant.Subdomain, owner = registration.OwnerId });
        await db.SaveChangesAsync();
    }

    /// <summary>Notes that the tenant was refused, and forgets what was told of the person.</summary>
    internal async Task RefuseAsync(Guid registrationId, Refusal refusal)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var registration = await db.Registrations.FirstAsync(row => row.Id == registrationId);
        if (registration.State != RegistrationState.Pending) return;
        if (registration.KeyHash is null) db.Remove(registration);
        else registration.Refuse(refusal);
        await db.SaveChangesAsync();
    }

    /// <summary>Asks Tenants what became of a registration and acts on it: the tenant is there, so the owner must be; or it is not, and nothing may be left.</summary>
    internal async Task RecoverAsync(Guid registrationId, CancellationToken cancellationToken)
    {
        Tenant tenant;
        try
        {
            tenant = await tenants.FindRegistrationAsync(new FindRegistrationRequest { RegistrationId = registrationId.ToString() }, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            await AbandonAsync(registrationId, cancellationToken);
            return;
        }
        await tenantWork.RunAsync(Guid.Parse(tenant.Id), Caller.System, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            await CompleteAsync(db, registrationId, tenant, answered: false, time.GetUtcNow());
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        outbox.Wake();
    }

    private async Task AbandonAsync(Guid registrationId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        await db.Registrations.Where(row => row.Id == registrationId && row.State == RegistrationState.Pending).ExecuteDeleteAsync(cancellationToken);
    }
}
