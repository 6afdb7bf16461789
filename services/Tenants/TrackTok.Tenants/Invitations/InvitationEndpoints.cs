using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Invitations;

internal static class InvitationEndpoints
{
    internal static void MapInvitations(this RouteGroupBuilder api)
    {
        var invitations = api.MapGroup("/invitations").WithTags("Members");
        invitations.MapGet("/", ListInvitations.HandleAsync).Requires(Permissions.InviteMembers)
            .WithName("ListInvitations").WithSummary("Invitations, the newest first");
        invitations.MapPost("/", InviteMember.HandleAsync).Requires(Permissions.InviteMembers).NeedsRecentProofFor("owners")
            .WithName("InviteMember").WithExample("""{"email": "jane@example.com", "role": "analyst", "first_name": "Jane", "last_name": "Doe"}""")
            .WithSummary("Invite somebody by e-mail")
            .Refuses(InvitationErrors.AlreadyInvited, InvitationErrors.AlreadyMember, InvitationErrors.TooManyInADay, MemberErrors.OwnerNeeded, ChangeMember.LimitReached);
        invitations.MapPost("/{id:guid}/resend", ResendInvitation.HandleAsync).Requires(Permissions.InviteMembers).NeedsRecentProofFor("owners")
            .WithName("ResendInvitation").WithSummary("Send an invitation again, with a new link for another seven days")
            .Refuses(InvitationErrors.NotFound, InvitationErrors.NotPending, InvitationErrors.SentTooOften, InvitationErrors.TooManyInADay, MemberErrors.OwnerNeeded, ChangeMember.LimitReached);
        invitations.MapDelete("/{id:guid}", RevokeInvitation.HandleAsync).Requires(Permissions.InviteMembers)
            .WithName("RevokeInvitation").WithSummary("Revoke an invitation: its link is dead at once")
            .Produces(StatusCodes.Status204NoContent).Refuses(InvitationErrors.NotFound, InvitationErrors.NotPending, MemberErrors.OwnerNeeded);
    }
}
