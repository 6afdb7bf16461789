using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Expenses.Projects;

internal sealed class ProjectMapping : IEntityTypeConfiguration<Project>
{
    /// <summary>The name without its case: what uniqueness and order go by.</summary>
    public const string NameKey = "NameKey";

    /// <summary>The soft limit of expenses of which the owners were told that it is passed; null while they were told of none.</summary>
    public const string NoticedLimit = "NoticedLimit";

    public const string NameIndex = "ix_projects_name_of_the_living";

    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("projects");
        builder.HasKey(project => new { project.TenantId, project.Id });
        builder.Property(project => project.Id).ValueGeneratedNever();
        builder.Property(project => project.Name).HasMaxLength(120);
        builder.Property(project => project.Description).HasMaxLength(2000);
        builder.Property(project => project.Status).HasMaxLength(20);
        builder.Property(project => project.CurrencyCode).HasMaxLength(3);
        builder.Property(project => project.StartingBudget).HasPrecision(19, 4);
        builder.Property(project => project.ProjectedEstimate).HasPrecision(19, 4);
        builder.Property(project => project.Spent).HasPrecision(27, 4);
        builder.Ignore(project => project.Currency).Ignore(project => project.Remaining).Ignore(project => project.Utilization).Ignore(project => project.IsOverBudget);
        builder.Property<long?>(NoticedLimit);
        builder.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        builder.HasIndex(nameof(Project.TenantId), NameKey).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(NameIndex);
    }
}
