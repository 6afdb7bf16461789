using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Members;

internal static class MemberEndpoints
{
    internal static void MapMembers(this RouteGroupBuilder api)
    {
        var members = api.MapGroup("/members").WithTags("Members");
        members.MapGet("/", ListMembers.HandleAsync).Requires(Permissions.ReadMembers)
            .WithName("ListMembers").WithSummary("The tenant's members by e-mail address");
        members.MapGet("/names", ListNames.HandleAsync).Requires(Permissions.ReadNames)
            .WithName("ListNames").WithSummary("What the tenant's members are called");
        members.MapGet("/{user_id:guid}", ShowMember.HandleAsync).Requires(Permissions.ReadMembers)
            .WithName("ShowMember").WithSummary("One member").Refuses(MemberErrors.NotFound);
        members.MapPatch("/{user_id:guid}", ChangeMember.HandleAsync).Requires(Permissions.ChangeMembers).NeedsRecentProofFor("owners")
            .WithName("ChangeMember")
            .WithExample("""{"role": "analyst"}""").WithSummary("Change a member's role, deactivate or reactivate them (merge patch)")
            .Refuses(MemberErrors.NotFound, MemberErrors.OwnRole, MemberErrors.OwnerNeeded, MemberErrors.OwnerUntouchable, MemberErrors.LastOwner, ChangeMember.LimitReached);
        members.MapDelete("/{user_id:guid}", RemoveMember.HandleAsync).Requires(Permissions.RemoveMembers).NeedsRecentProofFor("owners")
            .WithName("RemoveMember").WithSummary("Remove a member; with one's own id, leave")
            .Refuses(MemberErrors.NotFound, MemberErrors.OthersStay, MemberErrors.OwnerUntouchable, MemberErrors.LastOwner);
    }
}
