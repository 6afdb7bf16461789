using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Identity.People;

internal sealed class PersonMapping : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("people");
        builder.HasKey(person => person.Id);
        builder.HasIndex(person => person.Email).IsUnique();
        builder.Property(person => person.Id).ValueGeneratedNever();
        builder.Property(person => person.Email).HasMaxLength(254);
        // Two changes of password at once: the second finds another hash than it checked, and is refused.
        builder.Property(person => person.PasswordHash).HasMaxLength(100).IsConcurrencyToken();
        builder.Property(person => person.FirstName).HasMaxLength(100);
        builder.Property(person => person.LastName).HasMaxLength(100);
        builder.Ignore(person => person.HasSecondFactor);
        builder.Ignore(person => person.HasPassword);
        builder.Property(person => person.TotpPending).HasMaxLength(200);
        builder.Property(person => person.TotpSecret).HasMaxLength(200);
        builder.Property(person => person.Language).HasMaxLength(5).HasDefaultValue("en");
    }
}
