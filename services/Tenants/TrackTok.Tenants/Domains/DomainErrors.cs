using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Domains;

/// <summary>Every way in which a custom domain can refuse.</summary>
internal static class DomainErrors
{
    internal static readonly Refusal NotFound = Refusal.NotFound("domain");
    internal static readonly Refusal Added = new(RefusalKind.Conflict, "domain_added", "Your company has this domain already.");
    internal static readonly Refusal TooMany = new(RefusalKind.Conflict, "too_many_domains", $"A company has at most {CustomDomain.Most} domains; remove one first.");
    internal static readonly Refusal Taken = new(RefusalKind.Conflict, "domain_taken", "This domain leads to another company here; have it removed there first.");
    internal static readonly Refusal AlreadyActive = new(RefusalKind.Conflict, "domain_active", "This domain is proved and leads here already.");
    internal static readonly Refusal Unproved = new(RefusalKind.Conflict, "domain_unproved",
        "The proof is not to be found yet: neither the DNS record nor the file. What was just published may take minutes to be seen; then verify again.");
}
