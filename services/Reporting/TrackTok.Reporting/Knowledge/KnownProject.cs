using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Knowledge;

/// <summary>What dashboards must know of a project, as the newest news tell.</summary>
public sealed class KnownProject : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Guid ProjectId { get; init; }

    /// <summary>The project's own version; the highest holds.</summary>
    public required long Version { get; init; }

    public required string Name { get; init; }

    /// <summary><c>active</c>, <c>on_hold</c>, <c>completed</c> or <c>archived</c>.</summary>
    public required string Status { get; init; }

    public DateOnly? StartDate { get; init; }

    /// <summary>The last day, inclusive.</summary>
    public DateOnly? EndDate { get; init; }

    /// <summary>In <see cref="Currency"/>.</summary>
    public decimal? StartingBudget { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public required bool Deleted { get; init; }
}

internal sealed class KnownProjectMapping : IEntityTypeConfiguration<KnownProject>
{
    public void Configure(EntityTypeBuilder<KnownProject> builder)
    {
        builder.ToTable("known_projects");
        builder.HasKey(project => new { project.TenantId, project.ProjectId });
        builder.Property(project => project.Name).HasMaxLength(200);
        builder.Property(project => project.Status).HasMaxLength(20);
        builder.Property(project => project.StartingBudget).HasPrecision(19, 4);
        builder.Property(project => project.Currency).HasMaxLength(3);
    }
}
