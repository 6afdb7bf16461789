using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Sessions;

internal static class SessionErrors
{
    /// <summary>Unknown, used, expired, or of a session that has ended: which of them it is, nobody is told.</summary>
    internal static readonly Refusal InvalidRefreshToken = new(RefusalKind.Unauthenticated, "invalid_refresh_token", "This refresh token cannot be used; sign in again.");

    internal static readonly Refusal SessionEnded = new(RefusalKind.Unauthenticated, "token_revoked", "This session has ended; sign in again.");

    internal static readonly Refusal AccountInactive = new(RefusalKind.Forbidden, "account_inactive", "Your account is not active in this company; ask one of its owners.");

    internal static readonly Refusal TenantSuspended = new(RefusalKind.Forbidden, "tenant_suspended", "This company is suspended; its owner knows more.");

    internal static readonly Refusal TenantMismatch = new(RefusalKind.Forbidden, "tenant_mismatch", "The address you used belongs to another company than the token.");
}
