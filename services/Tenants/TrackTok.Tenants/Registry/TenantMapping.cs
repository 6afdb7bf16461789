using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Tenants.Registry;

internal sealed class TenantMapping : IEntityTypeConfiguration<Tenant>, IEntityTypeConfiguration<TenantName>
{
    private const int Word = 20;

    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("tenants");
        builder.HasKey(tenant => tenant.TenantId);
        builder.Property(tenant => tenant.TenantId).ValueGeneratedNever();
        builder.Ignore(tenant => tenant.Id);
        builder.Ignore(tenant => tenant.Limits);
        builder.Ignore(tenant => tenant.SecondFactor);
        builder.Property(tenant => tenant.Name).HasMaxLength(Tenant.LongestName);
        builder.Property(tenant => tenant.Subdomain).HasMaxLength(Subdomain.Longest);
        builder.Property(tenant => tenant.Status).HasMaxLength(Word);
        builder.Property(tenant => tenant.Plan).HasMaxLength(Word);
        builder.Property(tenant => tenant.Currency).HasMaxLength(3);
        builder.Property(tenant => tenant.TimeZone).HasMaxLength(TimeZones.Longest);
        builder.Property(tenant => tenant.DateFormat).HasMaxLength(Word);
        builder.Property(tenant => tenant.WeekStart).HasMaxLength(Word);
        builder.Property(tenant => tenant.Locale).HasMaxLength(Locales.Longest);
        builder.Property(tenant => tenant.SuspensionReason).HasMaxLength(Tenant.LongestReason);
    }

    public void Configure(EntityTypeBuilder<TenantName> builder)
    {
        builder.ToTable("tenant_names");
        builder.HasKey(name => name.TenantId);
        builder.HasIndex(name => name.Subdomain).IsUnique();
        builder.HasIndex(name => name.RegistrationId).IsUnique();
        builder.Property(name => name.TenantId).ValueGeneratedNever();
        // Byte order: subdomains are ASCII, and a search by prefix can use the index.
        builder.Property(name => name.Subdomain).HasMaxLength(Subdomain.Longest).UseCollation("C");
        builder.Property(name => name.Name).HasMaxLength(Tenant.LongestName);
        builder.Property(name => name.Status).HasMaxLength(Word);
        builder.Property(name => name.Plan).HasMaxLength(Word);
    }
}
