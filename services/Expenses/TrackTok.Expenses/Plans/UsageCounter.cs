using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Plans;

/// <summary>How many of one thing a tenant has, deleted ones not counted. Only the <see cref="Accounts.Ledger"/> moves it, in one conditional statement.</summary>
internal sealed class UsageCounter : ITenantOwned
{
    private UsageCounter()
    {
    }

    public Guid TenantId { get; private set; }

    /// <summary>As the plan's limits are named: <c>projects</c>, <c>accounts</c>, <c>expenses</c>.</summary>
    public string Name { get; private set; } = "";

    public long Used { get; private set; }

    public static UsageCounter Start(string name, long used) => new() { Name = name, Used = used };
}

internal sealed class UsageCounterMapping : IEntityTypeConfiguration<UsageCounter>
{
    public void Configure(EntityTypeBuilder<UsageCounter> builder)
    {
        builder.ToTable("usage_counters", table => table.HasCheckConstraint("ck_usage_counters_used", "used >= 0"));
        builder.HasKey(counter => new { counter.TenantId, counter.Name });
        builder.Property(counter => counter.Name).HasMaxLength(40);
    }
}
