using Microsoft.EntityFrameworkCore;
using TrackTok.TenantData;
using TrackTok.Tenants.Domains;
using TrackTok.Tenants.Invitations;
using TrackTok.Tenants.Members;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Data;

/// <summary>
/// What tenants are and who belongs to them. Tenants and memberships stand behind the tenant wall like every tenant's rows. Two tables do not, because they answer before
/// it is known which tenant is meant: <see cref="Names"/> (which tenant has this subdomain?) and <see cref="Belongings"/> (to which tenants does this person
/// belong?). They hold no more than that question needs, and nothing reads them but <see cref="TenantsGrpcService"/>, the creation of tenants and the operator's commands.
/// </summary>
public sealed class TenantsDbContext(DbContextOptions<TenantsDbContext> options) : TenantDbContext(options)
{
    internal DbSet<Tenant> Tenants => Set<Tenant>();

    internal DbSet<Membership> Memberships => Set<Membership>();

    internal DbSet<Invitation> Invitations => Set<Invitation>();

    internal DbSet<CustomDomain> Domains => Set<CustomDomain>();

    internal DbSet<DomainName> DomainNames => Set<DomainName>();

    internal DbSet<TenantName> Names => Set<TenantName>();

    internal DbSet<Belonging> Belongings => Set<Belonging>();
}

internal sealed class TenantsDesignTimeFactory : DesignTimeFactory<TenantsDbContext>;
