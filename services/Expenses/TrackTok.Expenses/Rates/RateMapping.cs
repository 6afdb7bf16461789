using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Expenses.Rates;

internal sealed class RateMapping : IEntityTypeConfiguration<Rate>
{
    public void Configure(EntityTypeBuilder<Rate> builder)
    {
        builder.ToTable("rates", table => table.HasCheckConstraint("ck_rates_value", "value > 0"));
        builder.HasKey(rate => new { rate.TenantId, rate.Id });
        builder.HasIndex(rate => new { rate.TenantId, rate.BaseCode, rate.QuoteCode, rate.Date }).IsUnique();
        builder.Property(rate => rate.Id).ValueGeneratedNever();
        builder.Property(rate => rate.BaseCode).HasMaxLength(3);
        builder.Property(rate => rate.QuoteCode).HasMaxLength(3);
        builder.Property(rate => rate.Value).HasPrecision(24, 12);
        builder.Property(rate => rate.Source).HasMaxLength(20);
    }
}
