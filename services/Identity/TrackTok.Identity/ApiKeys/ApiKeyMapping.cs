using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.ApiKeys;

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => new { key.TenantId, key.Id });
        builder.HasOne<Person>().WithMany().HasForeignKey(key => key.PersonId);
        builder.HasIndex(key => new { key.TenantId, key.Hash }).IsUnique();
        builder.HasIndex(key => new { key.TenantId, key.PersonId });
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.Property(key => key.Name).HasMaxLength(ApiKey.LongestName);
        builder.Property(key => key.Ending).HasMaxLength(4);
        builder.Property(key => key.LastUsedFrom).HasMaxLength(64);
    }
}
