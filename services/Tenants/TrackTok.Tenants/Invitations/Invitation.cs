using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Members;
using TrackTok.Tenants.Registry;
using InvitationRevised = TrackTok.Tenants.Contracts.InvitationRevised;

namespace TrackTok.Tenants.Invitations;

internal enum InvitationState
{
    /// <summary>It may be accepted until it expires, and holds a seat of the plan until then.</summary>
    Pending = 0,
    Accepted = 1,
    Revoked = 2,
}

/// <summary>
/// An e-mail address that somebody wants as a member (SPEC 4.1). The secret link is Identity's; here stand the role, the seat it holds, and whether it may still be accepted.
/// Each time it is sent it gets a new <see cref="Generation"/>, and links of older ones are dead.
/// </summary>
internal sealed class Invitation : IAudited
{
    internal static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>How often one invitation is sent: more would be somebody filling an inbox.</summary>
    internal const int MostSent = 10;

    /// <summary>How often a company sends one address invitations within a day, whether the earlier ones were revoked or not.</summary>
    internal const int MostToAddressInADay = 10;

    /// <summary>How many invitations a company sends within a day: our mail server's good name is everybody's.</summary>
    internal const int MostOfCompanyInADay = 500;

    private Invitation()
    {
    }

    public static string AuditNoun => "invitation";

    string IAudited.KnownBy => nameof(Email);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>In lower case.</summary>
    public string Email { get; private set; } = "";

    public Role Role { get; private set; }

    public string? FirstName { get; private set; }

    public string? LastName { get; private set; }

    public InvitationState State { get; private set; }

    /// <summary>How often it was sent.</summary>
    public int Generation { get; private set; } = 1;

    public DateTimeOffset ExpiresAt { get; private set; }

    public Guid InvitedBy { get; private set; }

    /// <summary>What the inviting person was called then, for the mail.</summary>
    public string InvitedByName { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Who accepted it.</summary>
    public Guid? UserId { get; private set; }

    internal bool HoldsSeat(DateTimeOffset now) => State == InvitationState.Pending && ExpiresAt > now;

    internal static Invitation Send(Guid tenantId, InviteMember.InviteMemberRequest request, Membership by, DateTimeOffset now) => new()
    {
        TenantId = tenantId,
        Id = Guid.CreateVersion7(now),
        Email = FoldEmail(request.Email!),
        Role = RoleNames.Parse(request.Role)!.Value,
        FirstName = request.FirstName?.Trim(),
        LastName = request.LastName?.Trim(),
        ExpiresAt = now + Life,
        InvitedBy = by.UserId,
        InvitedByName = $"{by.FirstName} {by.LastName}",
        CreatedAt = now,
    };

    internal static string FoldEmail(string email) => email.Trim().ToLowerInvariant();

    /// <summary>Why this member may not invite, or deal with an invitation, to this role; null when they may.</summary>
    internal static Refusal? RefuseBy(Membership? by, Role role)
    {
        if (by is not { Active: true, Role: >= Role.Admin }) return MemberErrors.NotAllowed;
        return role >= Role.Admin && by.Role != Role.Owner ? MemberErrors.OwnerNeeded : null;
    }

    /// <summary>Sends it anew, for another seven days; the links sent before are dead.</summary>
    internal Refusal? SendAgain(DateTimeOffset now)
    {
        if (State != InvitationState.Pending) return InvitationErrors.NotPending;
        if (Generation >= MostSent) return InvitationErrors.SentTooOften;
        (Generation, ExpiresAt) = (Generation + 1, now + Life);
        return null;
    }

    internal Refusal? Revoke()
    {
        if (State != InvitationState.Pending) return InvitationErrors.NotPending;
        State = InvitationState.Revoked;
        return null;
    }

    /// <summary>The invited person joins with it, once.</summary>
    internal Refusal? Accept(Guid userId, DateTimeOffset now)
    {
        if (!HoldsSeat(now)) return InvitationErrors.Invalid;
        (State, UserId) = (InvitationState.Accepted, userId);
        return null;
    }

    internal InvitationRevised Revised(Tenant tenant, DateTimeOffset now) => new(
        TenantId, now, Version, Id, Word(State), Generation, Email, Role.Text(), FirstName, LastName, ExpiresAt, InvitedByName, tenant.Name, tenant.Subdomain, tenant.Locale);

    internal string StateWord(DateTimeOffset now) => State == InvitationState.Pending && ExpiresAt <= now ? "expired" : Word(State);

    private static string Word(InvitationState state) => state switch
    {
        InvitationState.Pending => "pending",
        InvitationState.Accepted => "accepted",
        _ => "revoked",
    };
}
