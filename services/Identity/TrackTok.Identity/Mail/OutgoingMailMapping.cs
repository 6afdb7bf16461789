using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Identity.Mail;

internal sealed class OutgoingMailMapping : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> builder)
    {
        builder.ToTable("outgoing_mails");
        builder.HasKey(mail => mail.Id);
        builder.HasIndex(mail => mail.DueAt).HasFilter("given_up_at IS NULL").HasDatabaseName("ix_outgoing_mails_due");
        builder.Property(mail => mail.Id).ValueGeneratedNever();
        builder.Property(mail => mail.Kind).HasMaxLength(40);
        builder.Property(mail => mail.Failure).HasMaxLength(300);
    }
}
