using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.Apps;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Consents;

internal sealed class ConsentMapping : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("consents");
        builder.HasKey(consent => new { consent.TenantId, consent.Id });
        builder.HasOne<App>().WithMany().HasForeignKey(consent => new { consent.TenantId, consent.AppId });
        builder.HasOne<Person>().WithMany().HasForeignKey(consent => consent.PersonId);
        builder.HasIndex(consent => new { consent.TenantId, consent.PersonId, consent.AppId }).IsUnique();
        builder.Property(consent => consent.Id).ValueGeneratedNever();
    }
}
