using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Reporting.Spending;

internal sealed class SpendingMapping : IEntityTypeConfiguration<ExpenseFact>, IEntityTypeConfiguration<SpendingTotal>, IEntityTypeConfiguration<Freshness>
{
    private const int CodeLength = 3;
    private const int StatusLength = 20;

    /// <summary>Digits of a total: a hundred billion times the largest amount that Expenses keeps, so that no expense is too many.</summary>
    internal const int TotalDigits = 38;

    public void Configure(EntityTypeBuilder<ExpenseFact> builder)
    {
        builder.ToTable("expense_facts");
        builder.HasKey(fact => new { fact.TenantId, fact.ExpenseId });
        builder.Property(fact => fact.Status).HasMaxLength(StatusLength);
        builder.Property(fact => fact.Currency).HasMaxLength(CodeLength);
        builder.Property(fact => fact.ReportingCurrency).HasMaxLength(CodeLength);
        builder.Property(fact => fact.Amount).HasPrecision(19, 4);
        builder.Property(fact => fact.ReportingAmount).HasPrecision(27, 4);
        builder.Property(fact => fact.Title).HasMaxLength(255).HasDefaultValue("");
        builder.Property(fact => fact.Vendor).HasMaxLength(255);
        builder.Property(fact => fact.ProjectAmount).HasPrecision(27, 4);
        builder.Property(fact => fact.Change).HasMaxLength(30);
        // The latest activity, of all and of one member; the largest expenses of a project.
        builder.HasIndex(fact => new { fact.TenantId, fact.RevisedAt }).HasFilter("NOT deleted");
        builder.HasIndex(fact => new { fact.TenantId, fact.CreatedBy, fact.RevisedAt }).HasFilter("NOT deleted");
        builder.HasIndex(fact => new { fact.TenantId, fact.ProjectId, fact.ProjectAmount }).HasFilter("NOT deleted AND project_amount IS NOT NULL");
        // Members' own figures.
        builder.HasIndex(fact => new { fact.TenantId, fact.CreatedBy, fact.ExpenseDate }).HasFilter("NOT deleted");
    }

    public void Configure(EntityTypeBuilder<SpendingTotal> builder)
    {
        builder.ToTable("spending_totals");
        builder.HasKey(total => new { total.TenantId, total.Span, total.StartsOn, total.CategoryId, total.ProjectId, total.AccountId, total.Status, total.Currency, total.ReportingCurrency });
        builder.Property(total => total.Span).HasConversion<short>();
        builder.Property(total => total.Status).HasMaxLength(StatusLength);
        builder.Property(total => total.Currency).HasMaxLength(CodeLength);
        builder.Property(total => total.ReportingCurrency).HasMaxLength(CodeLength);
        builder.Property(total => total.Amount).HasPrecision(TotalDigits, 4);
        builder.Property(total => total.ReportingAmount).HasPrecision(TotalDigits, 4);
    }

    public void Configure(EntityTypeBuilder<Freshness> builder)
    {
        builder.ToTable("report_freshness");
        builder.HasKey(freshness => freshness.TenantId);
        builder.Property(freshness => freshness.TenantId).ValueGeneratedNever();
    }
}
