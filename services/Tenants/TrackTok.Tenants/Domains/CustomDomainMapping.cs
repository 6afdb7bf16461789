using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Domains;

internal sealed class CustomDomainMapping : IEntityTypeConfiguration<CustomDomain>, IEntityTypeConfiguration<DomainName>
{
    internal const string NameIndex = "ix_tenant_domains_name";

    public void Configure(EntityTypeBuilder<CustomDomain> builder)
    {
        builder.ToTable("tenant_domains");
        builder.HasKey(domain => new { domain.TenantId, domain.Id });
        builder.HasIndex(domain => new { domain.TenantId, domain.Name }).IsUnique().HasDatabaseName(NameIndex);
        builder.HasOne<Tenant>().WithMany().HasForeignKey(domain => domain.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(domain => domain.IsActive);
        builder.Property(domain => domain.Id).ValueGeneratedNever();
        builder.Property(domain => domain.Name).HasMaxLength(HostName.Longest);
        builder.Property(domain => domain.Proof).HasMaxLength(80);
        builder.Property(domain => domain.VerifiedBy).HasMaxLength(10);
    }

    public void Configure(EntityTypeBuilder<DomainName> builder)
    {
        builder.ToTable("domain_names");
        builder.HasKey(name => name.Name);
        builder.HasIndex(name => name.TenantId);
        builder.Property(name => name.Name).HasMaxLength(HostName.Longest).UseCollation("C");
    }
}
