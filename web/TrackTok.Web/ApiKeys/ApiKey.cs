namespace TrackTok.Web.ApiKeys;

/// <summary>A key as <c>GET /api-keys</c> tells: never its text.</summary>
/// <param name="Ending">The last four characters.</param>
/// <param name="UserId">As whom it works.</param>
public sealed record ApiKey(
    Guid Id, string Name, IReadOnlyList<string> Scopes, string Ending, Guid UserId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedFrom, long Version)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    public bool ExpiresSoon(DateTimeOffset now) => !IsExpired(now) && ExpiresAt - now < Soon;
}

/// <summary>A key just made, with its text, which is told this once.</summary>
public sealed record MadeApiKey(Guid Id, string Key, string Name, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);
