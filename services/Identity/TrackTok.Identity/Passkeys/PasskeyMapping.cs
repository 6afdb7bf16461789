using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Passkeys;

internal sealed class PasskeyMapping : IEntityTypeConfiguration<Passkey>, IEntityTypeConfiguration<PasskeyChallenge>
{
    /// <summary>A host name at most.</summary>
    private const int LongestDomain = 253;

    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.ToTable("passkeys");
        builder.HasKey(passkey => passkey.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(passkey => passkey.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(passkey => passkey.CredentialId).IsUnique();
        builder.HasIndex(passkey => passkey.PersonId);
        builder.Property(passkey => passkey.Id).ValueGeneratedNever();
        builder.Property(passkey => passkey.CredentialId).HasMaxLength(1023);
        builder.Property(passkey => passkey.Domain).HasMaxLength(LongestDomain);
        builder.Property(passkey => passkey.Name).HasMaxLength(Passkey.LongestName);
    }

    public void Configure(EntityTypeBuilder<PasskeyChallenge> builder)
    {
        builder.ToTable("passkey_challenges");
        builder.HasKey(challenge => challenge.Hash);
        builder.HasIndex(challenge => challenge.ExpiresAt);
        builder.Property(challenge => challenge.Domain).HasMaxLength(LongestDomain);
        builder.Property(challenge => challenge.Origin).HasMaxLength(LongestDomain + 20);
    }
}
