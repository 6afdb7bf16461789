using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Members;

/// <summary>Every way in which a membership can refuse.</summary>
internal static class MemberErrors
{
    internal static readonly Refusal NotFound = Refusal.NotFound("member");
    internal static readonly Refusal NotAllowed = new(RefusalKind.Forbidden, "permission_missing", "Your role no longer includes changing members.");
    internal static readonly Refusal OwnRole = new(RefusalKind.Forbidden, "own_role", "Nobody changes their own role; ask another owner.");
    internal static readonly Refusal OwnerNeeded = new(RefusalKind.Forbidden, "owner_needed", "Only an owner makes owners and admins.");
    internal static readonly Refusal OwnerUntouchable = new(RefusalKind.Forbidden, "owner_untouchable", "Only an owner changes an owner.");
    internal static readonly Refusal OthersStay = new(RefusalKind.Forbidden, "permission_missing", "Your role does not include removing others; you may leave.");
    internal static readonly Refusal LastOwner = new(RefusalKind.Conflict, "last_owner", "A company keeps at least one active owner; make another one first.");
    internal static readonly Refusal DomainNotVerified = new(RefusalKind.Forbidden, "domain_not_verified", "The domain of this e-mail address is none that the company has proved to be its own.");
    internal static readonly Refusal Inactive = new(RefusalKind.Forbidden, "account_inactive", "This person was a member and is none now; an owner lets them back in.");
    internal static readonly Refusal InvitationWaiting = new(RefusalKind.Conflict, "invitation_waiting", "This person is invited already, to the role that was chosen for them: the invitation is to be accepted.");
    internal static readonly Refusal AlreadyMember = new(RefusalKind.Conflict, "already_member", "This person belongs to the tenant already.");
}
