namespace TrackTok.Identity.Contracts;

/// <summary>A person registered, with the tenant they founded.</summary>
public sealed record UserRegistered(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, string Email, string FirstName, string LastName);

/// <summary>A session ended before its time: sign-out, reuse of a refresh token, change of password.</summary>
/// <param name="Reason"><c>signed_out</c>, <c>refresh_token_reused</c>, <c>password_changed</c>, <c>revoked</c>.</param>
public sealed record SessionRevoked(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, Guid SessionId, string Reason);

/// <summary>A person's way to prove who they are changed; told once for each company that they belong to.</summary>
/// <param name="Version">Milliseconds since 1970 at which it changed.</param>
/// <param name="Change"><c>password_changed</c>, <c>password_reset</c>, <c>password_reset_asked</c> (by whom is not known), <c>email_verified</c>, <c>email_changed</c>, <c>two_factor_enabled</c>, <c>two_factor_disabled</c>, <c>recovery_codes_renewed</c>, <c>passkey_added</c>, <c>passkey_renamed</c>, <c>passkey_removed</c>.</param>
/// <param name="Address">Where the request came from.</param>
public sealed record CredentialsChanged(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, string Change, string? Address, string? RequestId);

/// <summary>What a person is called, or their e-mail address, changed; told once for each company that they belong to.</summary>
/// <param name="Version">Milliseconds since 1970 at which it changed: keep the newest, drop older ones.</param>
public sealed record PersonRevised(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, string Email, string FirstName, string LastName);

/// <summary>A person has a second factor now, or none any more: how it stands, told once for each company that they belong to.</summary>
/// <param name="Version">Counts the person's changes: keep the newest, drop older ones.</param>
public sealed record SecondFactorRevised(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid UserId, bool Enrolled);

/// <summary>Somebody did not get in. Where the request named a company it is told for that one; else for the platform first, and then for each company of the person, if anybody has the address.</summary>
/// <param name="Version">Milliseconds since 1970 at which it happened.</param>
/// <param name="Outcome"><c>failed</c>: what was given was not right; <c>locked</c>: it was not even looked at, after too many that failed.</param>
/// <param name="Address">Where the request came from.</param>
public sealed record SignInFailed(Guid TenantId, DateTimeOffset OccurredAt, long Version, string Email, string Outcome, string? Address, string? RequestId);
