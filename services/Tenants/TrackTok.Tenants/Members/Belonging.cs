namespace TrackTok.Tenants.Members;

/// <summary>
/// That a person belongs to a tenant: outside the tenant wall, because at sign-in it is asked before any tenant is known. It says no more than that; the role stands in
/// the membership, behind the wall.
/// </summary>
internal sealed class Belonging
{
    public Guid UserId { get; init; }

    public Guid TenantId { get; init; }
}
