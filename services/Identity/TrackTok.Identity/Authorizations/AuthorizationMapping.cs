using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.Apps;

namespace TrackTok.Identity.Authorizations;

internal sealed class AuthorizationMapping : IEntityTypeConfiguration<Authorization>
{
    public void Configure(EntityTypeBuilder<Authorization> builder)
    {
        builder.ToTable("authorizations");
        builder.HasKey(row => new { row.TenantId, row.Id });
        builder.HasOne<App>().WithMany().HasForeignKey(row => new { row.TenantId, row.AppId });
        builder.HasIndex(row => new { row.TenantId, row.Hash }).IsUnique();
        builder.HasIndex(row => new { row.TenantId, row.ReturnHash }).IsUnique();
        builder.HasIndex(row => new { row.TenantId, row.CodeHash }).IsUnique();
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Parameters).HasColumnType("jsonb");
        builder.Property(row => row.Error).HasMaxLength(40);
    }
}
