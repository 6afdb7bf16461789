namespace TrackTok.Web.Domains;

/// <summary>A domain of the company's own, as <c>GET /tenant/domains</c> tells.</summary>
/// <param name="Status"><c>pending</c> until it is proved, then <c>active</c>.</param>
/// <param name="VerifiedBy"><c>dns</c> or <c>file</c>.</param>
public sealed record CompanyDomain(Guid Id, string Domain, string Status, DomainProof Proof, DateTimeOffset AddedAt, DateTimeOffset? VerifiedAt, string? VerifiedBy, long Version)
{
    public bool IsActive => Status == "active";
}

public sealed record DomainProof(DnsProof Dns, FileProof File);

public sealed record DnsProof(string Name, string Type, string Value);

public sealed record FileProof(string Url, string Content);
