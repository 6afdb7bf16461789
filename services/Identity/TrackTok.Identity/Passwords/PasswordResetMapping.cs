using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Passwords;

internal sealed class PasswordResetMapping : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.ToTable("password_resets");
        builder.HasKey(reset => reset.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(reset => reset.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(reset => reset.TokenHash).IsUnique();
        builder.HasIndex(reset => reset.PersonId);
        builder.HasIndex(reset => reset.AskedAt).HasFilter("email IS NOT NULL").HasDatabaseName("ix_password_resets_asked");
        builder.Property(reset => reset.Id).ValueGeneratedNever();
        builder.Property(reset => reset.Email).HasMaxLength(254);
        builder.Property(reset => reset.Language).HasMaxLength(5);
    }
}
