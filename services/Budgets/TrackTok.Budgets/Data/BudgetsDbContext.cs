using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Budgets;
using TrackTok.Budgets.Facts;
using TrackTok.Budgets.Periods;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Data;

/// <summary>The database of the Budgets service. Entities are found by their mappings, which stand beside them.</summary>
public sealed class BudgetsDbContext(DbContextOptions<BudgetsDbContext> options) : TenantDbContext(options)
{
    /// <summary>Without deleted ones.</summary>
    internal DbSet<Budget> Budgets => Set<Budget>();

    internal DbSet<BudgetPeriod> Periods => Set<BudgetPeriod>();

    internal DbSet<ExpenseFact> Facts => Set<ExpenseFact>();

    internal DbSet<Alert> Alerts => Set<Alert>();

    internal DbSet<AlertMark> AlertMarks => Set<AlertMark>();

    internal DbSet<AlertReader> AlertReaders => Set<AlertReader>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new KnownTenantMapping());
        base.OnModelCreating(modelBuilder);
    }
}
