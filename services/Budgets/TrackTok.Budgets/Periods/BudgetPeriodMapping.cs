using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Budgets.Budgets;
using TrackTok.Budgets.Data;

namespace TrackTok.Budgets.Periods;

internal sealed class BudgetPeriodMapping : IEntityTypeConfiguration<BudgetPeriod>
{
    public void Configure(EntityTypeBuilder<BudgetPeriod> builder)
    {
        builder.ToTable("budget_periods");
        builder.HasKey(period => new { period.TenantId, period.BudgetId, period.PeriodStart });
        builder.HasOne<Budget>().WithMany().HasForeignKey(period => new { period.TenantId, period.BudgetId });
        builder.Property(period => period.Planned).HasColumnType("numeric");
        builder.Property(period => period.Carried).HasColumnType("numeric");
        builder.Property(period => period.Spent).HasColumnType("numeric");
        builder.Property(period => period.Committed).HasColumnType("numeric");
        builder.Property(period => period.Unconverted).IsJsonList();
        builder.Property(period => period.Crossings).IsJsonList();
        builder.Property(period => period.Version).IsConcurrencyToken();
        builder.Ignore(period => period.Span);
    }
}
