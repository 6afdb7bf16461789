using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Domains;

/// <summary>Adds a domain, and says how to prove that it is the company's. It leads nowhere until then.</summary>
internal static class AddDomain
{
    internal static async Task<Results<Created<DomainAnswer>, ProblemHttpResult>> HandleAsync(
        AddDomainRequest request, TenantsDbContext db, IOptions<DomainOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (HostName.Read(request.Domain!, options.Value.BaseDomain) is not { } name)
            return Refusal.Invalid("domain", "Give a host name of your own such as expenses.example.com, in its ASCII form.").ToProblem();
        // One at a time, so that the count holds.
        await db.LockMembersAsync(cancellationToken);
        if (await db.Domains.CountAsync(cancellationToken) >= CustomDomain.Most) return DomainErrors.TooMany.ToProblem();
        var domain = CustomDomain.Of(name, time.GetUtcNow());
        db.Add(domain);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: CustomDomainMapping.NameIndex })
        {
            return DomainErrors.Added.ToProblem();
        }
        return TypedResults.Created($"/api/v1/tenant/domains/{domain.Id}", DomainAnswer.From(domain));
    }
}

internal sealed record AddDomainRequest(string? Domain) : ICheckedRequest
{
    public void Check(RequestErrors errors) => errors.Text(Domain, "domain", HostName.Longest);
}

/// <param name="Status"><c>pending</c> until it is proved, then <c>active</c>.</param>
/// <param name="Proof">What to publish, in one of two ways.</param>
internal sealed record DomainAnswer(
    Guid Id, string Domain, string Status, DomainProofAnswer Proof, DateTimeOffset AddedAt, DateTimeOffset? VerifiedAt, string? VerifiedBy, long Version) : IVersionedAnswer
{
    internal static DomainAnswer From(CustomDomain domain) => new(
        domain.Id, domain.Name, domain.IsActive ? "active" : "pending",
        new DomainProofAnswer(new DnsProofAnswer(DomainProofs.RecordOf(domain.Name), "TXT", domain.Proof), new FileProofAnswer(DomainProofs.FileOf(domain.Name).AbsoluteUri, domain.Proof)),
        domain.AddedAt, domain.VerifiedAt, domain.VerifiedBy, domain.Version);
}

internal sealed record DomainProofAnswer(DnsProofAnswer Dns, FileProofAnswer File);

internal sealed record DnsProofAnswer(string Name, string Type, string Value);

internal sealed record FileProofAnswer(string Url, string Content);
