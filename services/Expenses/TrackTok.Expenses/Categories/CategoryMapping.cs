using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Expenses.Projects;

namespace TrackTok.Expenses.Categories;

internal sealed class CategoryMapping : IEntityTypeConfiguration<Category>
{
    /// <summary>The name without its case: what uniqueness and order go by.</summary>
    public const string NameKey = "NameKey";

    public const string NameIndex = "ix_categories_name_of_the_living";

    public void Configure(EntityTypeBuilder<Category> builder)
    {
        builder.ToTable("categories");
        builder.HasKey(category => new { category.TenantId, category.Id });
        builder.Property(category => category.Id).ValueGeneratedNever();
        builder.HasOne<Project>().WithMany().HasForeignKey(category => new { category.TenantId, category.ProjectId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Category>().WithMany().HasForeignKey(category => new { category.TenantId, category.ParentId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(category => category.Name).HasMaxLength(120);
        builder.Property(category => category.Description).HasMaxLength(2000);
        builder.Property(category => category.Color).HasMaxLength(7);
        builder.Property(category => category.Icon).HasMaxLength(50);
        builder.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        builder.HasIndex(nameof(Category.TenantId), nameof(Category.ProjectId), NameKey).IsUnique().AreNullsDistinct(false)
            .HasFilter("deleted_at IS NULL").HasDatabaseName(NameIndex);
        builder.HasIndex(nameof(Category.TenantId), NameKey, nameof(Category.Id)).HasFilter("deleted_at IS NULL");
    }
}
