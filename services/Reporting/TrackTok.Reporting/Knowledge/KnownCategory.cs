using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Knowledge;

/// <summary>A category's name and colour, as the newest news tell. A deleted one keeps its name: what was spent on it stays spent on it.</summary>
public sealed class KnownCategory : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Guid CategoryId { get; init; }

    public required long Version { get; init; }

    public required string Name { get; init; }

    /// <summary><c>#RRGGBB</c>.</summary>
    public string? Color { get; init; }

    public required bool Deleted { get; init; }
}

internal sealed class KnownCategoryMapping : IEntityTypeConfiguration<KnownCategory>
{
    public void Configure(EntityTypeBuilder<KnownCategory> builder)
    {
        builder.ToTable("known_categories");
        builder.HasKey(category => new { category.TenantId, category.CategoryId });
        builder.Property(category => category.Name).HasMaxLength(200);
        builder.Property(category => category.Color).HasMaxLength(7);
    }
}
