namespace TrackTok.Web.Api;

public sealed record Person(Guid Id, string Email, string FirstName, string LastName, string? Role, bool EmailVerified = true)
{
    public string Name => $"{FirstName} {LastName}".Trim();
}

public sealed record CompanySettings(string Currency, string TimeZone, string DateFormat, string WeekStart, int FiscalYearStartMonth, string Locale);

public sealed record Company(Guid Id, string Name, string Subdomain, string Plan, CompanySettings Settings);

public sealed record Membership(Guid TenantId, string Name, string Subdomain, string Role, bool Active);

public sealed record Me(Person User, Company? Tenant, string Role, IReadOnlyList<string> Permissions, IReadOnlyList<Membership> Memberships);

public sealed record SignedIn(string AccessToken, string RefreshToken, int ExpiresIn, Person User, Company Tenant);

public sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn);
