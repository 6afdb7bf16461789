using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Rates;

/// <summary>What one unit of a currency was worth in another on a day, as the tenant knows it (SPEC 9.1).</summary>
internal sealed class Rate : ITenantOwned, IVersioned
{
    /// <summary>Set by a person of the tenant.</summary>
    public const string Manual = "manual";

    private Rate()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public string BaseCode { get; private set; } = "";

    public string QuoteCode { get; private set; } = "";

    public DateOnly Date { get; private set; }

    /// <summary>Units of the quote currency for one of the base currency; above zero.</summary>
    public decimal Value { get; private set; }

    /// <summary>Who says so: <see cref="Manual"/>.</summary>
    public string Source { get; private set; } = Manual;

    public DateTimeOffset ObservedAt { get; private set; }

    public static Rate Set(string baseCode, string quoteCode, DateOnly date, decimal value, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        BaseCode = baseCode,
        QuoteCode = quoteCode,
        Date = date,
        Value = value,
        ObservedAt = now,
    };
}

internal sealed class RateMapping : IEntityTypeConfiguration<Rate>
{
    public void Configure(EntityTypeBuilder<Rate> builder)
    {
        builder.ToTable("rates");
        builder.HasKey(rate => new { rate.TenantId, rate.Id });
        builder.HasIndex(rate => new { rate.TenantId, rate.BaseCode, rate.QuoteCode, rate.Date }).IsUnique();
        builder.Property(rate => rate.Id).ValueGeneratedNever();
        builder.Property(rate => rate.BaseCode).HasMaxLength(3);
        builder.Property(rate => rate.QuoteCode).HasMaxLength(3);
        builder.Property(rate => rate.Value).HasPrecision(24, 12);
        builder.Property(rate => rate.Source).HasMaxLength(20);
    }
}
