using Microsoft.EntityFrameworkCore;
using TrackTok.Reporting.Dashboards;
using TrackTok.Reporting.Knowledge;
using TrackTok.Reporting.Spending;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Data;

/// <summary>Reporting's read models. Everything in here can be made anew from the owning services.</summary>
public sealed class ReportingDbContext(DbContextOptions<ReportingDbContext> options) : TenantDbContext(options)
{
    public DbSet<ExpenseFact> Facts => Set<ExpenseFact>();

    public DbSet<SpendingTotal> Totals => Set<SpendingTotal>();

    public DbSet<KnownCategory> Categories => Set<KnownCategory>();

    public DbSet<KnownProject> Projects => Set<KnownProject>();

    public DbSet<KnownAccount> Accounts => Set<KnownAccount>();

    public DbSet<DailyTotal> DailyTotals => Set<DailyTotal>();

    public DbSet<ProjectTotal> ProjectTotals => Set<ProjectTotal>();

    public DbSet<VendorTotal> VendorTotals => Set<VendorTotal>();

    public DbSet<Freshness> Freshness => Set<Freshness>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new KnownTenantMapping());
        base.OnModelCreating(modelBuilder);
    }
}
