namespace TrackTok.Web.Api;

public sealed record Person(Guid Id, string Email, string FirstName, string LastName, string? Role, bool EmailVerified = true, bool TwoFactor = false, string? Language = null)
{
    public string Name => $"{FirstName} {LastName}".Trim();
}

public sealed record CompanySettings(string Currency, string TimeZone, string DateFormat, string WeekStart, int FiscalYearStartMonth, string Locale);

/// <param name="Status"><c>active</c>, or <c>closing</c>: then everything can be read, and nothing changed.</param>
public sealed record Company(Guid Id, string Name, string Subdomain, string Plan, CompanySettings Settings, string Status = "active");

public sealed record Membership(Guid TenantId, string Name, string Subdomain, string Role, bool Active);

/// <param name="State"><c>enrolled</c>; <c>pending</c>: the company asks for one until <paramref name="Deadline"/>; <c>overdue</c>: nothing but setting one up is possible; <c>off</c>.</param>
public sealed record SecondFactor(string State, DateTimeOffset? Deadline);

public sealed record Me(Person User, Company? Tenant, string Role, IReadOnlyList<string> Permissions, IReadOnlyList<Membership> Memberships, SecondFactor? SecondFactor = null);

public sealed record SignedIn(string AccessToken, string RefreshToken, int ExpiresIn, Person User, Company Tenant);

public sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn);

/// <summary>An access token that says that its bearer has just proved who they are; the session's refresh token stays.</summary>
public sealed record ProvedToken(string AccessToken, int ExpiresIn);
