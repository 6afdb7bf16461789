using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Budgets.Facts;

internal sealed class ExpenseFactMapping : IEntityTypeConfiguration<ExpenseFact>
{
    public void Configure(EntityTypeBuilder<ExpenseFact> builder)
    {
        builder.ToTable("expense_facts");
        builder.HasKey(fact => new { fact.TenantId, fact.ExpenseId });
        // Over what lives only, as all who look by date do; so no plan, made while the table was empty, takes it for the way to an expense by its id.
        builder.HasIndex(fact => new { fact.TenantId, fact.ExpenseDate, fact.ExpenseId }).HasFilter("NOT deleted");
        builder.Property(fact => fact.Amount).HasColumnType("numeric");
        builder.Property(fact => fact.ReportingAmount).HasColumnType("numeric");
        builder.Property(fact => fact.CurrencyCode).HasMaxLength(3);
        builder.Property(fact => fact.ReportingCurrencyCode).HasMaxLength(3);
        builder.Property(fact => fact.Status).HasMaxLength(20);
    }
}
