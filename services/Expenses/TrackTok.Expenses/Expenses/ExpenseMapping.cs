using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Projects;

namespace TrackTok.Expenses.Expenses;

/// <summary>The table of expenses. Each order of the list has an index that begins with the tenant and ends in the id, over the living only.</summary>
internal sealed class ExpenseMapping : IEntityTypeConfiguration<Expense>
{
    /// <summary>The words of title, vendor, description and notes, which PostgreSQL keeps and search looks up; no entity carries them.</summary>
    public const string Words = "Words";

    private const string Living = "deleted_at IS NULL";

    public void Configure(EntityTypeBuilder<Expense> builder)
    {
        builder.ToTable("expenses", table => table.HasCheckConstraint("ck_expenses_amount", "amount > 0"));
        builder.HasKey(expense => new { expense.TenantId, expense.Id });
        builder.Property(expense => expense.Id).ValueGeneratedNever();
        builder.Property(expense => expense.Amount).HasPrecision(19, 4);
        builder.Property(expense => expense.Currency).HasMaxLength(3);
        builder.Property(expense => expense.ReportingAmount).HasPrecision(27, 4);
        builder.Property(expense => expense.ReportingCurrency).HasMaxLength(3);
        builder.Property(expense => expense.Rate).HasPrecision(24, 12);
        builder.Property(expense => expense.RateSource).HasMaxLength(20);
        builder.Property(expense => expense.Title).HasMaxLength(255);
        builder.Property(expense => expense.Description).HasMaxLength(4000);
        builder.Property(expense => expense.Vendor).HasMaxLength(255);
        builder.Property(expense => expense.ProjectAmount).HasPrecision(27, 4);
        builder.Property(expense => expense.AccountAmount).HasPrecision(27, 4);
        builder.Property(expense => expense.AccountCurrency).HasMaxLength(3);
        builder.Property(expense => expense.PaymentMethod).HasMaxLength(20);
        builder.Property(expense => expense.PaymentReference).HasMaxLength(255);
        builder.Property(expense => expense.Status).HasMaxLength(20);
        builder.Property(expense => expense.RejectionReason).HasMaxLength(1000);
        builder.Property(expense => expense.Notes).HasMaxLength(4000);
        builder.Property(expense => expense.TaxAmount).HasPrecision(19, 4);
        builder.Property(expense => expense.TaxRate).HasPrecision(7, 4);
        builder.Ignore(expense => expense.Money).Ignore(expense => expense.Content).Ignore(expense => expense.Place).Ignore(expense => expense.Payment).Ignore(expense => expense.Value);
        builder.HasOne<Category>().WithMany().HasForeignKey(expense => new { expense.TenantId, expense.CategoryId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Project>().WithMany().HasForeignKey(expense => new { expense.TenantId, expense.ProjectId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(expense => new { expense.TenantId, expense.AccountId }).OnDelete(DeleteBehavior.Restrict);
        Index(builder);
        Search(builder);
    }

    private static void Index(EntityTypeBuilder<Expense> builder)
    {
        builder.HasIndex(expense => new { expense.TenantId, expense.ExpenseDate, expense.Id }).HasFilter(Living);
        builder.HasIndex(expense => new { expense.TenantId, expense.DeletedAt }).HasFilter("deleted_at IS NOT NULL");
        builder.HasIndex(expense => new { expense.TenantId, expense.Amount, expense.Id }).HasFilter(Living);
        builder.HasIndex(expense => new { expense.TenantId, expense.ProjectId, expense.ExpenseDate, expense.Id }).HasFilter(Living);
        builder.HasIndex(expense => new { expense.TenantId, expense.CategoryId, expense.ExpenseDate, expense.Id }).HasFilter(Living);
        builder.HasIndex(expense => new { expense.TenantId, expense.AccountId, expense.ExpenseDate, expense.Id }).HasFilter(Living);
        builder.HasIndex(expense => new { expense.TenantId, expense.CreatedBy, expense.ExpenseDate, expense.Id }).HasFilter(Living);
    }

    /// <summary>"simple" knows no language: words are found as they are written, in whatever language a company writes.</summary>
    private static void Search(EntityTypeBuilder<Expense> builder)
    {
        var words = builder.Property<NpgsqlTsVector>(Words)
            .HasComputedColumnSql("to_tsvector('simple', title || ' ' || coalesce(vendor, '') || ' ' || coalesce(description, '') || ' ' || coalesce(notes, ''))", stored: true)
            .ValueGeneratedNever();
        words.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        words.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.HasIndex(nameof(Expense.TenantId), Words, nameof(Expense.Tags)).HasMethod("gin").HasFilter(Living);
    }
}
