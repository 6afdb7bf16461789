using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Domains;

/// <summary>
/// Looks for the proof, in DNS first and then in the file; with either the domain leads to the company from the next request on. Refuses a domain that leads to another company.
/// The looking takes seconds, so the transaction begins after it.
/// </summary>
internal static class VerifyDomain
{
    internal static async Task<Results<Ok<DomainAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, TenantsDbContext db, DomainProofs proofs, OutboxSignal signal, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Domains.AsNoTracking().SingleOrDefaultAsync(domain => domain.Id == id, cancellationToken) is not { } wanted) return DomainErrors.NotFound.ToProblem();
        if (wanted.IsActive) return TypedResults.Ok(DomainAnswer.From(wanted));
        if (await proofs.FindAsync(wanted, cancellationToken) is not { } by) return DomainErrors.Unproved.ToProblem();

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        if (await db.Domains.FromSql($"SELECT * FROM tenant_domains WHERE tenant_id = {db.TenantId} AND id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken) is not { } domain)
            return DomainErrors.NotFound.ToProblem();
        if (domain.IsActive) return TypedResults.Ok(DomainAnswer.From(domain));
        var claimed = await db.Database.ExecuteSqlAsync($"INSERT INTO domain_names (name, tenant_id) VALUES ({domain.Name}, {db.TenantId}) ON CONFLICT DO NOTHING", cancellationToken);
        if (claimed == 0) return DomainErrors.Taken.ToProblem();
        if (domain.Activate(by, time.GetUtcNow()) is { } refusal) return refusal.ToProblem();
        db.Name(domain, "verified");
        db.Tell(() => domain.Revised(time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return TypedResults.Ok(DomainAnswer.From(domain));
    }
}

/// <summary>Removes a domain: from the next request on it leads nowhere.</summary>
internal static class RemoveDomain
{
    internal static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, TenantsDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Domains.SingleOrDefaultAsync(domain => domain.Id == id, cancellationToken) is not { } domain) return DomainErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(domain.Version)) return (await StaleVersion.RefuseAsync(db, domain, ifMatch, cancellationToken)).ToProblem();
        db.Remove(domain);
        db.Name(domain, "removed");
        db.Tell(() => domain.Revised(time.GetUtcNow(), removed: true) with { Version = domain.Version + 1 });
        await db.SaveChangesAsync(cancellationToken);
        if (domain.IsActive) await db.DomainNames.Where(name => name.Name == domain.Name && name.TenantId == domain.TenantId).ExecuteDeleteAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
