namespace TrackTok.Web.Platform;

/// <summary>A company as operators see it, of <c>GET /platform/tenants</c>.</summary>
/// <param name="Status"><c>active</c>, <c>suspended</c> or <c>closing</c>.</param>
public sealed record PlatformTenant(
    Guid Id, string Name, string Subdomain, string Status, string? SuspensionReason, string Plan, PlatformOwner? Owner, IReadOnlyList<PlatformLimit> Limits, DateTimeOffset CreatedAt)
{
    public string Tone => Status switch { "active" => "good", "suspended" => "bad", _ => "warn" };

    public PlatformLimit? Limit(string name) => Limits.FirstOrDefault(limit => limit.Name == name);
}

public sealed record PlatformOwner(string Email, string FirstName, string LastName);

public sealed record PlatformLimit(string Name, long? Used, long Max);
