using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Reporting.Spending;

namespace TrackTok.Reporting.Dashboards;

internal sealed class DashboardMapping : IEntityTypeConfiguration<DailyTotal>, IEntityTypeConfiguration<ProjectTotal>, IEntityTypeConfiguration<VendorTotal>
{
    private const int CodeLength = 3;

    public void Configure(EntityTypeBuilder<DailyTotal> builder)
    {
        builder.ToTable("daily_totals");
        builder.HasKey(total => new { total.TenantId, total.Day, total.CategoryId, total.Currency, total.ReportingCurrency });
        builder.Property(total => total.Currency).HasMaxLength(CodeLength);
        builder.Property(total => total.ReportingCurrency).HasMaxLength(CodeLength);
        builder.Property(total => total.Amount).HasPrecision(SpendingMapping.TotalDigits, 4);
        builder.Property(total => total.ReportingAmount).HasPrecision(SpendingMapping.TotalDigits, 4);
    }

    public void Configure(EntityTypeBuilder<ProjectTotal> builder)
    {
        builder.ToTable("project_totals");
        builder.HasKey(total => new { total.TenantId, total.ProjectId, total.Span, total.StartsOn, total.PartId, total.Currency, total.Converted });
        builder.Property(total => total.Span).HasConversion<short>();
        builder.Property(total => total.Currency).HasMaxLength(CodeLength);
        builder.Property(total => total.Amount).HasPrecision(SpendingMapping.TotalDigits, 4);
        builder.Property(total => total.ProjectAmount).HasPrecision(SpendingMapping.TotalDigits, 4);
    }

    public void Configure(EntityTypeBuilder<VendorTotal> builder)
    {
        builder.ToTable("vendor_totals");
        builder.HasKey(total => new { total.TenantId, total.Month, total.Vendor, total.Currency, total.ReportingCurrency });
        builder.Property(total => total.Vendor).HasMaxLength(512);
        builder.Property(total => total.Name).HasMaxLength(255);
        builder.Property(total => total.Currency).HasMaxLength(CodeLength);
        builder.Property(total => total.ReportingCurrency).HasMaxLength(CodeLength);
        builder.Property(total => total.Amount).HasPrecision(SpendingMapping.TotalDigits, 4);
        builder.Property(total => total.ReportingAmount).HasPrecision(SpendingMapping.TotalDigits, 4);
    }
}
