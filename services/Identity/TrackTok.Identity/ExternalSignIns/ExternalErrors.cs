using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>Every way in which a sign-in by a company's identity provider can be refused.</summary>
internal static class ExternalErrors
{
    internal static readonly Refusal TenantRequired = new(RefusalKind.Unreadable, "tenant_required", "Name the company, by its own host or by the header X-Tenant-Id: identity providers are a company's.");

    /// <summary>Unknown, expired, used, of another company, or begun in another browser: which of them it is, nobody is told.</summary>
    internal static readonly Refusal AttemptInvalid = new(RefusalKind.Invalid, "external_attempt_invalid", "This sign-in took too long, was finished before, or was begun in another browser: begin again on the sign-in page.");

    internal static readonly Refusal Unreachable = new(RefusalKind.Unavailable, "external_provider_unreachable", "The identity provider does not answer as it should right now; try again in a moment, or sign in by e-mail and password.") { RetryAfterSeconds = 30 };

    internal static readonly Refusal Cancelled = new(RefusalKind.Unauthenticated, "external_sign_in_cancelled", "The identity provider did not sign you in: you, or it, said no. Begin again when you like.");

    /// <summary>What came back is not to be believed; the audit trail knows why.</summary>
    internal static readonly Refusal Refused = new(RefusalKind.Unauthenticated, "external_sign_in_refused", "What the identity provider answered cannot be trusted, so nobody was signed in: begin again, and if it stays so, tell an owner of your company to look at the provider's settings.");

    internal static readonly Refusal EmailMissing = new(RefusalKind.Forbidden, "external_email_missing", "The identity provider tells no e-mail address of yours, so nobody can know who you are here: ask your company to have it send one (scope email).");

    internal static readonly Refusal EmailUnverified = new(RefusalKind.Forbidden, "external_email_unverified", "The identity provider does not say that your e-mail address is verified: verify it there, then sign in again.");

    internal static readonly Refusal DomainNotVerified = new(RefusalKind.Forbidden, "domain_not_verified", "Your e-mail address is of no domain by which this company lets people in: ask an owner to invite you.");

    internal static readonly Refusal LinkNeeded = new(RefusalKind.Unauthenticated, "external_link_needed", "There is an account with your e-mail address, and it may belong to other companies too: prove once by its password that it is yours, by POST /api/v1/auth/external/finish. Who has no password sets one by a mail, as if it were forgotten.");

    internal static readonly Refusal InvitationWaiting = new(RefusalKind.Conflict, "invitation_waiting", "You are invited to this company already: accept by the link in the mail first, then you can sign in this way.");

    internal static readonly Refusal LimitReached = new(RefusalKind.Forbidden, "plan_limit_reached", "The company's plan has no room for another member; ask its owner.");
}
