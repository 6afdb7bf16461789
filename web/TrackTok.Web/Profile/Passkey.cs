namespace TrackTok.Web.Profile;

/// <summary>A passkey as <c>GET /auth/passkeys</c> tells.</summary>
/// <param name="Domain">Where it lets in.</param>
/// <param name="Synced">Whether other devices of its owner have it too.</param>
public sealed record Passkey(Guid Id, string Name, string Domain, bool Synced, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, long Version);

/// <summary>A passkey just made; with the first second factor come recovery codes, once.</summary>
public sealed record MadePasskey(Guid Id, string Name, IReadOnlyList<string>? RecoveryCodes);
