using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Expenses;
using TrackTok.Expenses.Plans;
using TrackTok.Expenses.Projects;
using TrackTok.Expenses.Rates;
using TrackTok.Expenses.Tenants;
using TrackTok.Expenses.Terms;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Data;

/// <summary>The database of the Expenses service. Entities are found by their mappings, which stand beside them.</summary>
public sealed class ExpensesDbContext(DbContextOptions<ExpensesDbContext> options) : TenantDbContext(options)
{
    internal DbSet<Project> Projects => Set<Project>();

    internal DbSet<Account> Accounts => Set<Account>();

    internal DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    internal DbSet<Category> Categories => Set<Category>();

    internal DbSet<Expense> Expenses => Set<Expense>();

    internal DbSet<ExpenseRevision> ExpenseRevisions => Set<ExpenseRevision>();

    internal DbSet<TenantDefaults> TenantDefaults => Set<TenantDefaults>();

    internal DbSet<UsageCounter> UsageCounters => Set<UsageCounter>();

    internal DbSet<UsedTerm> UsedTerms => Set<UsedTerm>();

    internal DbSet<Rate> Rates => Set<Rate>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Indexes over a tenant's words and tags need uuid among the kinds that GIN knows.
        modelBuilder.HasPostgresExtension("btree_gin");
        modelBuilder.ApplyConfiguration(new KnownTenantMapping());
        base.OnModelCreating(modelBuilder);
    }
}
