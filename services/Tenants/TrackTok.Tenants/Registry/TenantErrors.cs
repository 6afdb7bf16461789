using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Registry;

/// <summary>Every way in which a tenant can refuse.</summary>
internal static class TenantErrors
{
    internal static readonly Refusal NotFound = Refusal.NotFound("tenant");
    internal static readonly Refusal MembershipNotFound = Refusal.NotFound("membership");
    internal static readonly Refusal SubdomainTaken = new(RefusalKind.Conflict, "subdomain_taken", "This subdomain belongs to another company; choose one of your own.");
    internal static readonly Refusal SubdomainInvalid = new(RefusalKind.Invalid, "subdomain_invalid", "A subdomain has 3 to 63 characters: a to z, 0 to 9 and hyphens, but none at its ends.");
    internal static readonly Refusal SubdomainReserved = new(RefusalKind.Invalid, "subdomain_reserved", "This subdomain is reserved; choose another.");
    internal static readonly Refusal PlanUnknown = new(RefusalKind.Invalid, "plan_unknown", "There is no such plan.");
    internal static readonly Refusal AlreadySuspended = new(RefusalKind.Conflict, "already_suspended", "The tenant is suspended already.");
    internal static readonly Refusal NotConfirmed = Refusal.Invalid("subdomain", "Give the company's own subdomain, to say that you mean it.");
    internal static readonly Refusal Closing = new(RefusalKind.Conflict, "tenant_closing", "The company is closing already.");
    internal static readonly Refusal NotClosing = new(RefusalKind.Conflict, "not_closing", "The company is not closing.");
    internal static readonly Refusal OwnSecondFactorFirst = new(RefusalKind.Conflict, "own_second_factor_first", "Set up a second factor for yourself first, then ask the others for theirs.");
    internal static readonly Refusal NotSuspended = new(RefusalKind.Conflict, "not_suspended", "The tenant is not suspended.");
}
