namespace TrackTok.Identity.Contracts;

/// <summary>A person registered, with the tenant they founded.</summary>
public sealed record UserRegistered(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, string Email, string FirstName, string LastName);

/// <summary>A session ended before its time: sign-out, reuse of a refresh token, change of password.</summary>
/// <param name="Reason"><c>signed_out</c>, <c>refresh_token_reused</c>, <c>password_changed</c>, <c>revoked</c>.</param>
public sealed record SessionRevoked(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, Guid SessionId, string Reason);
