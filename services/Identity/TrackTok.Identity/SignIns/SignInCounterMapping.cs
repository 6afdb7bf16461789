using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Identity.SignIns;

internal sealed class SignInCounterMapping : IEntityTypeConfiguration<SignInCounter>
{
    public void Configure(EntityTypeBuilder<SignInCounter> builder)
    {
        builder.ToTable("sign_in_counters");
        builder.HasKey(counter => counter.Subject);
        builder.HasIndex(counter => counter.WindowStart);
        builder.Property(counter => counter.Subject).HasMaxLength(80);
    }
}
