using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;
using TrackTok.Identity.Providers;

namespace TrackTok.Identity.ExternalSignIns;

internal sealed class ExternalMapping : IEntityTypeConfiguration<ExternalAttempt>, IEntityTypeConfiguration<ExternalLink>
{
    public void Configure(EntityTypeBuilder<ExternalAttempt> builder)
    {
        builder.ToTable("external_attempts");
        builder.HasKey(row => new { row.TenantId, row.Id });
        builder.HasOne<IdentityProvider>().WithMany().HasForeignKey(row => new { row.TenantId, row.ProviderId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.TenantId, row.StateHash }).IsUnique();
        builder.HasIndex(row => new { row.TenantId, row.ExpiresAt });
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.RedirectUri).HasMaxLength(400);
    }

    public void Configure(EntityTypeBuilder<ExternalLink> builder)
    {
        builder.ToTable("external_links");
        builder.HasKey(row => new { row.TenantId, row.Id });
        builder.HasOne<IdentityProvider>().WithMany().HasForeignKey(row => new { row.TenantId, row.ProviderId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.TenantId, row.ProviderId, row.Subject }).IsUnique();
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Subject).HasMaxLength(255);
    }
}
