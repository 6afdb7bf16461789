using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Budgets.Alerts;

internal sealed class AlertMapping : IEntityTypeConfiguration<Alert>, IEntityTypeConfiguration<AlertMark>, IEntityTypeConfiguration<AlertReader>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("alerts");
        builder.HasKey(alert => new { alert.TenantId, alert.Id });
        builder.Property(alert => alert.Id).ValueGeneratedNever();
        builder.Property(alert => alert.Kind).HasMaxLength(40);
        builder.Property(alert => alert.Severity).HasMaxLength(10);
        builder.Property(alert => alert.EntityType).HasMaxLength(20);
        builder.Property(alert => alert.Title).HasMaxLength(300);
        builder.Property(alert => alert.Explanation).HasColumnType("jsonb");
        // Once per threshold, budget and period, whoever raises it.
        builder.HasIndex(alert => new { alert.TenantId, alert.EntityId, alert.Kind, alert.Percent, alert.PeriodStart }).IsUnique()
            .HasFilter("resolved_at IS NULL").HasDatabaseName("ix_alerts_one_open");
    }

    public void Configure(EntityTypeBuilder<AlertMark> builder)
    {
        builder.ToTable("alert_marks");
        builder.HasKey(mark => new { mark.TenantId, mark.UserId, mark.AlertId });
        builder.HasOne<Alert>().WithMany().HasForeignKey(mark => new { mark.TenantId, mark.AlertId });
        builder.Property(mark => mark.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<AlertReader> builder)
    {
        builder.ToTable("alert_readers");
        builder.HasKey(reader => new { reader.TenantId, reader.UserId });
        builder.Property(reader => reader.Version).IsConcurrencyToken();
    }
}
