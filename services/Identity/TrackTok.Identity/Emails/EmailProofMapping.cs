using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Emails;

internal sealed class EmailProofMapping : IEntityTypeConfiguration<EmailProof>
{
    public void Configure(EntityTypeBuilder<EmailProof> builder)
    {
        builder.ToTable("email_proofs");
        builder.HasKey(proof => proof.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(proof => proof.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(proof => proof.PersonId);
        builder.HasIndex(proof => proof.TokenHash).IsUnique();
        builder.Property(proof => proof.Id).ValueGeneratedNever();
        builder.Property(proof => proof.Email).HasMaxLength(254);
    }
}
