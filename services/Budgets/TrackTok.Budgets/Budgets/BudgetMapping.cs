using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Budgets;

internal sealed class BudgetMapping : IEntityTypeConfiguration<Budget>
{
    public void Configure(EntityTypeBuilder<Budget> builder)
    {
        builder.ToTable("budgets");
        builder.HasKey(budget => new { budget.TenantId, budget.Id });
        builder.Property(budget => budget.Id).ValueGeneratedNever();
        builder.Property(budget => budget.Name).HasMaxLength(BudgetTerms.LongestName);
        builder.Property(budget => budget.Amount).HasPrecision(19, 4);
        builder.Property(budget => budget.CurrencyCode).HasMaxLength(3);
        builder.Property(budget => budget.Period).HasMaxLength(10).HasConversion(period => Words.Of(period), word => Words.Read<PeriodKind>(word));
        builder.Property(budget => budget.Rollover).HasMaxLength(10).HasConversion(rollover => Words.Of(rollover), word => Words.Read<Rollover>(word));
        builder.Ignore(budget => budget.Currency);
        builder.Ignore(budget => budget.Scope);
        builder.Ignore(budget => budget.Calendar);
        builder.Ignore(budget => budget.Rules);
        builder.HasQueryFilter("living", budget => budget.DeletedAt == null);
    }
}
