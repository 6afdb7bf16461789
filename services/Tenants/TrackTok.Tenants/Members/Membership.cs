using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Tenants.Members;

/// <summary>A person as Identity knows them.</summary>
internal sealed record Person(Guid UserId, string Email, string FirstName, string LastName)
{
    internal const int LongestName = 100;
    internal const int LongestEmail = 254;

    internal void Check(RequestErrors errors, string prefix)
    {
        if (UserId == Guid.Empty) errors.Add(prefix + "user_id", "Give the person's id.");
        errors.Email(Email, prefix + "email");
        errors.Text(FirstName, prefix + "first_name", LongestName);
        errors.Text(LastName, prefix + "last_name", LongestName);
    }
}

/// <summary>
/// A person in a tenant, with a role (SPEC 4.1). Active members count against the plan; inactive ones keep their history and cannot sign in. The row of one who was removed
/// stays, because histories go on naming them; they are no member, and may be invited again.
/// </summary>
internal sealed class Membership : IAudited
{
    private Membership()
    {
    }

    public static string AuditNoun => "member";

    public Guid TenantId { get; private set; }

    public Guid UserId { get; private set; }

    public Guid Id => UserId;

    public long Version { get; private set; } = 1;

    public Role Role { get; private set; }

    public bool Active { get; private set; } = true;

    /// <summary>In lower case.</summary>
    public string Email { get; private set; } = "";

    public string FirstName { get; private set; } = "";

    public string LastName { get; private set; } = "";

    public DateTimeOffset JoinedAt { get; private set; }

    /// <summary>Since when the person is no member any more; null for members.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>The newest word of Identity on who the person is; older words are dropped.</summary>
    public long PersonVersion { get; private set; }

    /// <summary>Whether the person has a second factor, by the newest word of Identity.</summary>
    public bool SecondFactor { get; private set; }

    public long SecondFactorVersion { get; private set; }

    internal bool IsActiveOwner => Active && Role == Role.Owner;

    /// <summary>True when somebody becomes an owner by this, or an owner something less: what is dangerous enough to ask for a fresh proof.</summary>
    internal bool TouchesOwnership(Role role, bool active) => role != Role ? role == Role.Owner || Role == Role.Owner : active != Active && Role == Role.Owner;

    internal static Membership Of(Guid tenantId, Person person, Role role, DateTimeOffset now) => new()
    {
        TenantId = tenantId,
        UserId = person.UserId,
        Role = role,
        Email = person.Email.Trim().ToLowerInvariant(),
        FirstName = person.FirstName.Trim(),
        LastName = person.LastName.Trim(),
        JoinedAt = now,
    };

    /// <summary>Changes role and activity on behalf of another member. Who may not change somebody is refused also where nothing would change.</summary>
    /// <param name="by">The one who asks, as they stand now, whatever their token says.</param>
    /// <param name="activeOwners">How many owners can sign in before the change.</param>
    internal Refusal? Change(Role role, bool active, Membership by, int activeOwners)
    {
        if (!by.Active || by.Role < Role.Admin) return MemberErrors.NotAllowed;
        if (by.Role != Role.Owner && Role == Role.Owner) return MemberErrors.OwnerUntouchable;
        if (role == Role && active == Active) return null;
        if (role != Role && by.UserId == UserId) return MemberErrors.OwnRole;
        if (by.Role != Role.Owner && role != Role && role >= Role.Admin) return MemberErrors.OwnerNeeded;
        if (IsActiveOwner && activeOwners == 1 && (role != Role.Owner || !active)) return MemberErrors.LastOwner;
        (Role, Active) = (role, active);
        return null;
    }

    /// <summary>Takes the person out of the tenant; also on their own behalf, which is leaving.</summary>
    /// <param name="by">The one who asks, as they stand now.</param>
    /// <param name="activeOwners">How many owners can sign in before the removal.</param>
    internal Refusal? Remove(Membership by, int activeOwners, DateTimeOffset now)
    {
        if (!by.Active || (by.UserId != UserId && by.Role < Role.Admin)) return MemberErrors.NotAllowed;
        if (by.Role != Role.Owner && Role == Role.Owner) return MemberErrors.OwnerUntouchable;
        if (IsActiveOwner && activeOwners == 1) return MemberErrors.LastOwner;
        (Active, RemovedAt) = (false, now);
        return null;
    }

    /// <summary>The person comes back, as whom they are invited now.</summary>
    internal void Rejoin(Person person, Role role, DateTimeOffset now)
    {
        (Role, Active, RemovedAt, JoinedAt) = (role, true, null, now);
        (Email, FirstName, LastName) = (person.Email.Trim().ToLowerInvariant(), person.FirstName.Trim(), person.LastName.Trim());
    }

    /// <summary>Takes Identity's newest word on what the person is called; false when this is no news.</summary>
    internal bool Follow(Person person, long version)
    {
        if (version <= PersonVersion) return false;
        (PersonVersion, Email, FirstName, LastName) = (version, person.Email, person.FirstName, person.LastName);
        return true;
    }

    /// <summary>Takes Identity's newest word on the person's second factor; false when this is no news.</summary>
    internal bool FollowFactor(bool enrolled, long version)
    {
        if (version <= SecondFactorVersion) return false;
        (SecondFactorVersion, SecondFactor) = (version, enrolled);
        return true;
    }

    internal MemberRevised Revised(DateTimeOffset now) => new(TenantId, now, Version, UserId, Role.Text(), Active, RemovedAt is not null, Email, FirstName, LastName);
}
