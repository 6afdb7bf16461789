namespace TrackTok.Tenants.Registry;

/// <summary>
/// A line of the directory, outside the tenant wall: by it a host name, a header or a registration finds its tenant before any tenant is known. It follows the
/// tenant in the same transaction (<see cref="TenantRevisions"/>); settings, members and all else stay behind the wall.
/// </summary>
internal sealed class TenantName
{
    public Guid TenantId { get; private set; }

    public string Subdomain { get; private set; } = "";

    /// <summary>The registration that made the tenant: one makes one, however often it is asked.</summary>
    public Guid RegistrationId { get; private set; }

    public string Name { get; private set; } = "";

    public string Status { get; private set; } = "";

    public string Plan { get; private set; } = "";

    public long Version { get; private set; }
}
