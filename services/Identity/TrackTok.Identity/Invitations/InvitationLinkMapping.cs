using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Identity.Invitations;

internal sealed class InvitationLinkMapping : IEntityTypeConfiguration<InvitationLink>
{
    public void Configure(EntityTypeBuilder<InvitationLink> builder)
    {
        builder.ToTable("invitation_links");
        builder.HasKey(link => link.InvitationId);
        builder.HasIndex(link => link.TokenHash).IsUnique();
        builder.HasIndex(link => link.ExpiresAt);
        builder.Property(link => link.InvitationId).ValueGeneratedNever();
        builder.Property(link => link.Email).HasMaxLength(254);
        builder.Property(link => link.Role).HasMaxLength(10);
        builder.Property(link => link.FirstName).HasMaxLength(100);
        builder.Property(link => link.LastName).HasMaxLength(100);
    }
}
