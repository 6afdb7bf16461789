using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Tenancy;
using TrackTok.Tenants.Members;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Invitations;

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.HasKey(invitation => new { invitation.TenantId, invitation.Id });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(invitation => invitation.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(invitation => new { invitation.TenantId, invitation.Email }).IsUnique().HasFilter("state = 0").HasDatabaseName("ux_invitations_pending_email");
        builder.Property(invitation => invitation.Id).ValueGeneratedNever();
        builder.Property(invitation => invitation.Role).HasConversion(role => role.Text(), text => RoleNames.Parse(text)!.Value).HasMaxLength(10);
        builder.Property(invitation => invitation.Email).HasMaxLength(Person.LongestEmail);
        builder.Property(invitation => invitation.FirstName).HasMaxLength(Person.LongestName);
        builder.Property(invitation => invitation.LastName).HasMaxLength(Person.LongestName);
        builder.Property(invitation => invitation.InvitedByName).HasMaxLength((2 * Person.LongestName) + 1);
    }
}
