using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Providers;

internal sealed class IdentityProviderMapping : IEntityTypeConfiguration<IdentityProvider>
{
    public void Configure(EntityTypeBuilder<IdentityProvider> builder)
    {
        builder.ToTable("identity_providers");
        builder.HasKey(provider => new { provider.TenantId, provider.Id });
        builder.Property(provider => provider.Id).ValueGeneratedNever();
        builder.Property(provider => provider.Name).HasMaxLength(IdentityProvider.LongestName);
        builder.Property(provider => provider.Issuer).HasMaxLength(IdentityProvider.LongestIssuer);
        builder.Property(provider => provider.ClientId).HasMaxLength(IdentityProvider.LongestClientId);
        builder.Property(provider => provider.DefaultRole).HasConversion(role => role.Text(), text => RoleNames.Parse(text)!.Value).HasMaxLength(10);
        builder.Property<byte[]>(IdentityProvider.Secret).IsRequired();
    }
}
