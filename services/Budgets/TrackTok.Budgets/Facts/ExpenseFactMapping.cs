using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Budgets.Facts;

internal sealed class ExpenseFactMapping : IEntityTypeConfiguration<ExpenseFact>
{
    public void Configure(EntityTypeBuilder<ExpenseFact> builder)
    {
        builder.ToTable("expense_facts");
        builder.HasKey(fact => new { fact.TenantId, fact.ExpenseId });
        builder.HasIndex(fact => new { fact.TenantId, fact.ExpenseDate, fact.ExpenseId });
        builder.Property(fact => fact.Amount).HasColumnType("numeric");
        builder.Property(fact => fact.ReportingAmount).HasColumnType("numeric");
        builder.Property(fact => fact.CurrencyCode).HasMaxLength(3);
        builder.Property(fact => fact.ReportingCurrencyCode).HasMaxLength(3);
        builder.Property(fact => fact.Status).HasMaxLength(20);
    }
}
