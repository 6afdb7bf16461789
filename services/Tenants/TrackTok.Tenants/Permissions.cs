using TrackTok.Tenancy;

namespace TrackTok.Tenants;

/// <summary>Who may do what with a tenant and its members (SPEC 4.2).</summary>
public static class Permissions
{
    public static readonly Permission ChangeTenant = new("tenant.change", "change the name and the settings", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);
    public static readonly Permission ManageDomains = new("tenant.domains", "give the company domains of its own", Admin: Reach.None, Analyst: Reach.None, Member: Reach.None);
    public static readonly Permission AskForSecondFactor = new("tenant.second_factor", "ask every member for a second factor", Admin: Reach.None, Analyst: Reach.None, Member: Reach.None);
    public static readonly Permission CloseTenant = new("tenant.close", "close the company, and reopen it", Admin: Reach.None, Analyst: Reach.None, Member: Reach.None);
    public static readonly Permission ReadUsage = new("usage.read", "see what of the plan is used", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);
    public static readonly Permission ReadMembers = new("members.read", "see the members", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    /// <summary>Histories and comments name people, whoever reads them.</summary>
    public static readonly Permission ReadNames = new("members.names", "see what the members are called", Admin: Reach.All, Analyst: Reach.All, Member: Reach.All);
    public static readonly Permission ChangeMembers = new("members.change", "change members' roles, deactivate them", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    public static readonly Permission InviteMembers = new("members.invite", "invite people, send invitations again, revoke them", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    /// <summary>Reaching to one's own means to leave.</summary>
    public static readonly Permission RemoveMembers = new("members.remove", "remove members, or leave", Admin: Reach.All, Analyst: Reach.Own, Member: Reach.Own);

    public static IReadOnlyList<Permission> All { get; } = [ChangeTenant, ManageDomains, AskForSecondFactor, CloseTenant, ReadUsage, ReadMembers, ReadNames, ChangeMembers, RemoveMembers, InviteMembers];
}
