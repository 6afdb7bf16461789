using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Registry;

/// <summary>
/// Creates a tenant with its owner, all of it or nothing, once per registration: whoever asks again gets the tenant that is there. Refuses a subdomain that is
/// taken, reserved or malformed; without one, the first free one is derived from the name.
/// </summary>
internal sealed class CreateTenant(TenantsDbContext db, TenantContext scope, CallerContext caller, OutboxSignal signal, TimeProvider time)
{
    /// <summary>How often a derived subdomain may be lost to someone who chose just that one at the same moment.</summary>
    private const int Attempts = 10;

    /// <summary>The id of the tenant that the registration made, now or before.</summary>
    internal async Task<(Guid TenantId, Refusal? Refusal)> HandleAsync(NewTenant wanted, CancellationToken cancellationToken)
    {
        if (await FindAsync(wanted.RegistrationId, cancellationToken) is { } made) return (made, null);
        if (wanted.Refuse() is { } refusal) return (default, refusal);

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        scope.Set(id);
        caller.Caller = new Caller(wanted.Owner.UserId, id, Role.Owner, null, false, wanted.Owner.UserId.ToString());

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        if (await ClaimAsync(id, wanted, cancellationToken) is not { } subdomain)
            return await FindAsync(wanted.RegistrationId, cancellationToken) is { } rival ? (rival, null) : (default, TenantErrors.SubdomainTaken);

        var tenant = Tenant.Found(id, wanted.Name, subdomain, now);
        db.Add(tenant);
        db.Tell(() => tenant.Revised("created", now));
        db.Join(Membership.Of(id, wanted.Owner, Role.Owner, now), now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return (id, null);
    }

    private async Task<Guid?> FindAsync(Guid registrationId, CancellationToken cancellationToken) =>
        await db.Names.Where(name => name.RegistrationId == registrationId).Select(name => (Guid?)name.TenantId).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Puts the tenant into the directory and gives its subdomain; null when the subdomain, or the registration, is taken.</summary>
    private async Task<string?> ClaimAsync(Guid id, NewTenant wanted, CancellationToken cancellationToken)
    {
        if (wanted.Subdomain is { } chosen) return await InsertAsync(id, wanted, chosen, cancellationToken) ? chosen : null;

        var slug = Subdomain.Slug(wanted.Name);
        // Registrations of one name wait for each other here, instead of losing one suffix after the other.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({slug}, 0))", cancellationToken);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var stem = Subdomain.Stem(slug);
            var taken = await db.Names.Where(name => name.Subdomain.StartsWith(stem)).Select(name => name.Subdomain).ToHashSetAsync(cancellationToken);
            var free = Subdomain.Candidates(slug).First(candidate => !taken.Contains(candidate));
            if (await InsertAsync(id, wanted, free, cancellationToken)) return free;
            if (await FindAsync(wanted.RegistrationId, cancellationToken) is not null) return null;
        }
        return null;
    }

    /// <summary>The unique indexes decide: a rival who is about to commit the same is waited for, and if he does, nothing is inserted.</summary>
    private async Task<bool> InsertAsync(Guid id, NewTenant wanted, string subdomain, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO tenant_names (tenant_id, subdomain, registration_id, name, status, plan, version)
            VALUES ({id}, {subdomain}, {wanted.RegistrationId}, {wanted.Name.Trim()}, {TenantStatus.Active}, {TenantSettings.PlanLimits.Basic}, 1)
            ON CONFLICT DO NOTHING
            """,
            cancellationToken) == 1;
}

/// <summary>What a registration asks for.</summary>
internal sealed record NewTenant(Guid RegistrationId, string Name, string? Subdomain, Person Owner)
{
    internal Refusal? Refuse()
    {
        var errors = new RequestErrors();
        if (RegistrationId == Guid.Empty) errors.Add("registration_id", "Give the registration's id.");
        errors.Text(Name, "name", Tenant.LongestName);
        Owner.Check(errors, "owner_");
        return errors.ToRefusal() ?? (Subdomain is null ? null : Registry.Subdomain.Refuse(Subdomain));
    }
}
