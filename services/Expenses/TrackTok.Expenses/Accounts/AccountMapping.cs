using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.Expenses.Accounts;

internal sealed class AccountMapping : IEntityTypeConfiguration<Account>, IEntityTypeConfiguration<LedgerEntry>
{
    /// <summary>The name without its case: what uniqueness and order go by.</summary>
    public const string NameKey = "NameKey";

    public const string NameIndex = "ix_accounts_name_of_the_living";

    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.HasKey(account => new { account.TenantId, account.Id });
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.Property(account => account.Name).HasMaxLength(120);
        builder.Property(account => account.Type).HasMaxLength(20);
        builder.Property(account => account.CurrencyCode).HasMaxLength(3);
        builder.Property(account => account.Description).HasMaxLength(2000);
        builder.Property(account => account.Last4).HasMaxLength(4);
        builder.Property(account => account.LowBalanceThreshold).HasPrecision(19, 4);
        builder.Property(account => account.Balance).HasPrecision(27, 4);
        builder.Property<string>(NameKey).HasComputedColumnSql("lower(name)", stored: true);
        builder.HasIndex(nameof(Account.TenantId), NameKey).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(NameIndex);
        builder.Ignore(account => account.Currency);
        builder.Ignore(account => account.IsLow);
    }

    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable("ledger_entries", table => table.HasCheckConstraint("ck_ledger_entries_amount", "amount <> 0"));
        builder.HasKey(entry => new { entry.TenantId, entry.Id });
        builder.HasIndex(entry => new { entry.TenantId, entry.AccountId, entry.Number }).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(entry => new { entry.TenantId, entry.AccountId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Kind).HasMaxLength(20);
        builder.Property(entry => entry.Amount).HasPrecision(27, 4);
        builder.Property(entry => entry.BalanceAfter).HasPrecision(27, 4);
        builder.Property(entry => entry.Note).HasMaxLength(500);
    }
}
