namespace TrackTok.Web.Members;

/// <summary>Somebody who belongs to the company, as <c>GET /members</c> tells.</summary>
public sealed record Member(Guid UserId, string Email, string FirstName, string LastName, string Role, bool Active, DateTimeOffset JoinedAt, string? SecondFactor = null, DateTimeOffset? SecondFactorDeadline = null)
{
    public string Name => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Email;
}

/// <summary>An invitation, as <c>GET /invitations</c> tells.</summary>
/// <param name="State"><c>pending</c>, <c>expired</c>, <c>accepted</c> or <c>revoked</c>.</param>
public sealed record Invitation(Guid Id, string Email, string Role, string State, DateTimeOffset ExpiresAt);

internal static class Roles
{
    internal static readonly string[] All = ["owner", "admin", "analyst", "member"];

    /// <summary>Only an owner makes owners and admins.</summary>
    internal static IEnumerable<string> GivenBy(string role) => role == "owner" ? All : All[2..];
}
