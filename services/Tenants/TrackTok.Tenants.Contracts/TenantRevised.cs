namespace TrackTok.Tenants.Contracts;

/// <summary>A tenant was created or changed: its whole state after the change. Keep the newest <see cref="Version"/>, drop older ones.</summary>
/// <param name="Change">What happened: <c>created</c>, <c>settings_changed</c>, <c>plan_changed</c>, <c>suspended</c>, <c>reactivated</c>, <c>closing</c>, <c>reopened</c>, <c>second_factor_changed</c>.</param>
/// <param name="SecondFactor">Whether members need a second factor; null from a sender that does not know of it yet.</param>
public sealed record TenantRevised(
    Guid TenantId,
    DateTimeOffset OccurredAt,
    long Version,
    string Change,
    string Name,
    string Subdomain,
    string Status,
    string Plan,
    TenantSettingsFacts Settings,
    SecondFactorFacts? SecondFactor = null);

/// <summary>Whether a company's members need a second factor.</summary>
/// <param name="Since">Since when it is asked for; null while it is not.</param>
/// <param name="GraceDays">How many days each member has, from then or from when they joined, whichever is later.</param>
/// <param name="ChangedAt">When this was last changed: tokens of before do not know of it. Null when it never was.</param>
public sealed record SecondFactorFacts(DateTimeOffset? Since, int GraceDays, DateTimeOffset? ChangedAt);

/// <summary>A tenant that closed is gone for good (SPEC 2.6): every service erases all that it holds of it.</summary>
public sealed record TenantErased(Guid TenantId, DateTimeOffset OccurredAt, long Version);

/// <summary>A domain of a tenant's own was proved or removed.</summary>
/// <param name="Active">True when it leads to the tenant from now on, false when it leads nowhere.</param>
public sealed record DomainRevised(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid DomainId, string Domain, bool Active);

/// <summary>The settings of SPEC 2.4.</summary>
/// <param name="Currency">ISO 4217 code of the reporting currency.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="WeekStart">First day of the week: <c>monday</c>, <c>sunday</c> or <c>saturday</c>.</param>
/// <param name="FiscalYearStartMonth">1 to 12.</param>
public sealed record TenantSettingsFacts(string Currency, string TimeZone, string DateFormat, string WeekStart, int FiscalYearStartMonth, string Locale);

/// <summary>A person's membership in a tenant was created or changed: its state after the change.</summary>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>analyst</c> or <c>member</c>.</param>
public sealed record MemberRevised(
    Guid TenantId,
    DateTimeOffset OccurredAt,
    long Version,
    Guid UserId,
    string Role,
    bool Active,
    bool Removed,
    string Email,
    string FirstName,
    string LastName);
