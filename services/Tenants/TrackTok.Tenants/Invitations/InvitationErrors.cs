using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Invitations;

/// <summary>Every way in which an invitation can refuse.</summary>
internal static class InvitationErrors
{
    internal static readonly Refusal NotFound = Refusal.NotFound("invitation");
    internal static readonly Refusal AlreadyInvited = new(RefusalKind.Conflict, "already_invited", "This address is invited already; send that invitation again, or revoke it first.");
    internal static readonly Refusal AlreadyMember = new(RefusalKind.Conflict, "already_member", "Somebody with this address is a member already; an inactive member can be reactivated.");
    internal static readonly Refusal NotPending = new(RefusalKind.Conflict, "invitation_closed", "This invitation was accepted or revoked; invite anew.");
    internal static readonly Refusal SentTooOften = new(RefusalKind.Conflict, "invitation_sent_too_often", "This invitation was sent often enough; revoke it and invite another address.");
    internal static readonly Refusal TooManyInADay = new(RefusalKind.TooMany, "too_many_invitations", "Enough invitations were sent within a day, to this address or by your company; wait a day.") { RetryAfterSeconds = 86_400 };
    internal static readonly Refusal Invalid = new(RefusalKind.Invalid, "invitation_invalid", "This invitation was used, was revoked, or has expired; ask for another.");
}
