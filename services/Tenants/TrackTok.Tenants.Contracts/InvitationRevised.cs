namespace TrackTok.Tenants.Contracts;

/// <summary>An invitation was sent, sent again, accepted or revoked: its state after the change, without any secret. Keep the newest <see cref="Version"/>, drop older ones.</summary>
/// <param name="State"><c>pending</c>, <c>accepted</c> or <c>revoked</c>; a pending one is good until <paramref name="ExpiresAt"/>.</param>
/// <param name="Generation">How often it was sent; only the newest link works.</param>
/// <param name="Email">The invited address, in lower case.</param>
/// <param name="InvitedByName">What the inviting person is called.</param>
/// <param name="TenantLocale">BCP 47 tag; the mail is written in its language.</param>
public sealed record InvitationRevised(
    Guid TenantId,
    DateTimeOffset OccurredAt,
    long Version,
    Guid InvitationId,
    string State,
    int Generation,
    string Email,
    string Role,
    string? FirstName,
    string? LastName,
    DateTimeOffset ExpiresAt,
    string InvitedByName,
    string TenantName,
    string TenantSubdomain,
    string TenantLocale);
