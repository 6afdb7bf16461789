using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Identity.Registrations;

internal sealed class RegistrationMapping : IEntityTypeConfiguration<Registration>
{
    internal const string OnePendingOfAnEmail = "ux_registrations_pending_email";

    public void Configure(EntityTypeBuilder<Registration> builder)
    {
        builder.ToTable("registrations");
        builder.HasKey(registration => registration.Id);
        builder.HasIndex(registration => registration.Email).IsUnique().HasFilter("state = 0").HasDatabaseName(OnePendingOfAnEmail);
        builder.HasIndex(registration => registration.KeyHash).IsUnique();
        builder.HasIndex(registration => new { registration.State, registration.CreatedAt });
        builder.HasIndex(registration => registration.OwnerId);
        builder.Property(registration => registration.Id).ValueGeneratedNever();
        // Whoever decides it first has decided it.
        builder.Property(registration => registration.State).IsConcurrencyToken();
        builder.Property(registration => registration.TenantName).HasMaxLength(200);
        builder.Property(registration => registration.Subdomain).HasMaxLength(63);
        builder.Property(registration => registration.Email).HasMaxLength(254);
        builder.Property(registration => registration.PasswordHash).HasMaxLength(100);
        builder.Property(registration => registration.FirstName).HasMaxLength(100);
        builder.Property(registration => registration.LastName).HasMaxLength(100);
        builder.Property(registration => registration.Language).HasMaxLength(5).HasDefaultValue("en");
        builder.Property(registration => registration.RefusalBody).HasColumnType("text");
    }
}
