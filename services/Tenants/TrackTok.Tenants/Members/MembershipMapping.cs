using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Tenancy;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Members;

internal sealed class MembershipMapping : IEntityTypeConfiguration<Membership>, IEntityTypeConfiguration<Belonging>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("memberships");
        builder.HasKey(membership => new { membership.TenantId, membership.UserId });
        builder.HasIndex(membership => new { membership.TenantId, membership.Email, membership.UserId });
        builder.HasOne<Tenant>().WithMany().HasForeignKey(membership => membership.TenantId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(membership => membership.Id);
        builder.Ignore(membership => membership.IsActiveOwner);
        builder.Property(membership => membership.Role).HasConversion(role => role.Text(), text => RoleNames.Parse(text)!.Value).HasMaxLength(10);
        // Byte order, so that a page's position compares as the list is sorted.
        builder.Property(membership => membership.Email).HasMaxLength(Person.LongestEmail).UseCollation("C");
        builder.Property(membership => membership.FirstName).HasMaxLength(Person.LongestName);
        builder.Property(membership => membership.LastName).HasMaxLength(Person.LongestName);
    }

    public void Configure(EntityTypeBuilder<Belonging> builder)
    {
        builder.ToTable("belongings");
        builder.HasKey(belonging => new { belonging.UserId, belonging.TenantId });
    }
}
